import { CelSyntaxError } from './language/cel-syntax';
import { type CelType, dynType, sameType, showType } from './language/cel-type';
import { checkCel } from './language/check-cel';
import { parseCel } from './language/parse-cel';
import { planCel } from './language/plan-cel';
import { kubernetesFunctions } from './library';

/** What an expression may see. */
export type CelScope = Readonly<Record<string, unknown>>;

/** Counts the cost that evaluations share; each call may throw. */
export type CelTicker = (cost: number) => void;

/** One compiled expression. Throws CelError where the evaluation fails. */
export interface CelExpression {
  readonly exactType: CelType;
  /** The type by which a variable of it is known to later expressions. */
  readonly type: CelType;
  readonly evaluate: (scope: CelScope, tick: CelTicker) => unknown;
}

/** An expression that does not parse or type-check. */
export class CelCompileError extends Error {
  override readonly name = 'CelCompileError';
}

/**
 * Parses and type-checks one CEL expression in Kubernetes' dialect.
 *
 * @param variables what it may name, with their types
 * @param wanted the type that it must have
 * @throws CelCompileError with line and column
 */
export function compileCelExpression(
  text: string,
  variables: ReadonlyMap<string, CelType>,
  wanted?: CelType,
): CelExpression {
  try {
    const node = parseCel(text);
    const checked = checkCel(node, { variables, functions: kubernetesFunctions });
    if (wanted !== undefined && !sameType(checked.type, wanted)) {
      throw new CelCompileError(`must evaluate to ${showType(wanted)} but got ${showType(checked.type)}`);
    }
    const plan = planCel(node, checked);
    return {
      exactType: checked.type,
      type: storedType(checked.type),
      evaluate: (scope, tick) => plan({ variables: scope, tick, locals: [] }),
    };
  } catch (error) {
    if (!(error instanceof CelSyntaxError)) throw error;
    const before = text.slice(0, error.at).split('\n');
    throw new CelCompileError(
      `${before.length}:${(before[before.length - 1] ?? '').length + 1}: ${error.message}`,
    );
  }
}

/** The type that a stored variable is known by: that of a library's values is forgotten. */
function storedType(type: CelType): CelType {
  switch (type.kind) {
    case 'list':
      return { ...type, item: storedType(type.item) };
    case 'map':
      return { ...type, key: storedType(type.key), value: storedType(type.value) };
    case 'simple':
      return type.name === 'type' ? dynType : type;
    default:
      return dynType;
  }
}
