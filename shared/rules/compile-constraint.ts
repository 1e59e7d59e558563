import { compileCondition } from './compile-condition';
import type { CompileScope } from './compile-scope';
import type { CompiledConstraint } from './compiled-constraint';
import type { ConstraintNode } from './syntax-tree';

/** Compiles a constraint to closures. Conditions are judged left to right and no further than needed. */
export function compileConstraint(node: ConstraintNode, scope: CompileScope): CompiledConstraint {
  switch (node.kind) {
    case 'condition':
      return compileCondition(node, scope, compileConstraint);
    case 'not': {
      const item = compileConstraint(node.item, scope);
      const { test } = item;
      return { kind: 'not', item, test: (run) => !test(run) };
    }
    case 'allOf':
    case 'anyOf': {
      const items = node.items.map((item) => compileConstraint(item, scope));
      const tests = items.map((item) => item.test);
      // A loop, since a closure per element and call would be made on the hot path otherwise.
      const settles = node.kind === 'anyOf';
      return {
        kind: node.kind,
        items,
        test: (run) => {
          for (const test of tests) if (test(run) === settles) return settles;
          return !settles;
        },
      };
    }
  }
}
