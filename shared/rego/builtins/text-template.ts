import { get, isObject, keysOf, membersFor } from '../runtime/access';
import { builtinError, charge } from '../runtime/session';
import { isNumber, numberText, toBigInt } from '../values/number';
import { valueToRegoText } from '../values/rego-text';
import type { RegoValue } from '../values/value';
import { builtinTable } from './builtin';
import { isArray, listOperand, wrong } from './operands';

/** A part of Go's text templates: fields, variables, `if`, `else`, `range`, `with` and comments. No functions. */
export const templateBuiltins = builtinTable({
  'strings.render_template': (template: RegoValue, values: RegoValue) => {
    const name = 'strings.render_template';
    if (typeof template !== 'string') return wrong(name, 1, 'string', template);
    if (!isObject(values)) return wrong(name, 2, 'object', values);
    const state = { pieces: cut(template), i: 0 };
    const nodes = parseNodes(state, 0);
    if (nodes === undefined || state.i < state.pieces.length)
      return builtinError(name, 'template is malformed or uses what is not supported');
    let text = '';
    render(nodes, values, new Map([['$', values]]), (part) => {
      charge(1 + Math.ceil(part.length / 1024));
      text += part;
    });
    return text;
  },
});

const MAX_DEPTH = 50;

type Node =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly path: string }
  | {
      readonly kind: 'if' | 'with' | 'range';
      readonly path: string;
      readonly names: readonly string[];
      readonly body: readonly Node[];
      readonly otherwise: readonly Node[];
    };

interface Piece {
  readonly action: boolean;
  readonly text: string;
}

function cut(template: string): Piece[] {
  const pieces: Piece[] = [];
  let trim = false;
  for (const part of template.split(/(\{\{(?:[^}]|\}(?!\}))*\}\})/)) {
    if (part.startsWith('{{') && part.endsWith('}}')) {
      let inner = part.slice(2, -2);
      const last = pieces.at(-1);
      if (inner.startsWith('- ') && last !== undefined && !last.action) {
        pieces[pieces.length - 1] = { action: false, text: last.text.trimEnd() };
      }
      inner = inner.replace(/^-\s/, '');
      trim = /\s-$/.test(inner);
      inner = inner.replace(/\s-$/, '').trim();
      if (!inner.startsWith('/*')) pieces.push({ action: true, text: inner });
    } else {
      pieces.push({ action: false, text: trim ? part.trimStart() : part });
      trim = false;
    }
  }
  return pieces;
}

const PATH = /^(?:\$[A-Za-z_]\w*|\$)?(?:\.[A-Za-z_]\w*)*$|^\.$/;

function parseNodes(
  state: { readonly pieces: readonly Piece[]; i: number },
  depth: number,
): Node[] | undefined {
  if (depth > MAX_DEPTH) return undefined;
  const nodes: Node[] = [];
  for (; state.i < state.pieces.length; state.i++) {
    const { action, text } = state.pieces[state.i] as Piece;
    if (!action) {
      nodes.push({ kind: 'text', text });
      continue;
    }
    if (text === 'end' || text === 'else') return depth > 0 ? nodes : undefined;
    const block = /^(if|with|range)\s+(?:(\$\w+)(?:\s*,\s*(\$\w+))?\s*:=\s*)?(\S+)$/.exec(text);
    if (block !== null) {
      const [, kind, first, second, path] = block as unknown as [
        string,
        'if' | 'with' | 'range',
        string?,
        string?,
        string?,
      ];
      if (path === undefined || !PATH.test(path)) return undefined;
      state.i++;
      const body = parseNodes(state, depth + 1);
      let otherwise: Node[] | undefined = [];
      if (state.pieces[state.i]?.text === 'else') {
        state.i++;
        otherwise = parseNodes(state, depth + 1);
      }
      if (body === undefined || otherwise === undefined || state.pieces[state.i]?.text !== 'end')
        return undefined;
      nodes.push({ kind, path, names: [first, second].filter((n) => n !== undefined), body, otherwise });
    } else if (PATH.test(text) && text !== '') {
      nodes.push({ kind: 'value', path: text });
    } else {
      return undefined;
    }
  }
  return depth === 0 ? nodes : undefined;
}

type Variables = ReadonlyMap<string, RegoValue>;

function render(
  nodes: readonly Node[],
  dot: RegoValue,
  variables: Variables,
  out: (text: string) => void,
): void {
  for (const node of nodes) {
    if (node.kind === 'text') out(node.text);
    else if (node.kind === 'value') out(textOf(lookUp(node.path, dot, variables)));
    else {
      const value = lookUp(node.path, dot, variables);
      if (node.kind === 'range') renderRange(node, value, variables, dot, out);
      else if (isTrue(value)) {
        const inner =
          node.names[0] === undefined
            ? variables
            : new Map([...variables, [node.names[0], value as RegoValue]]);
        render(node.body, node.kind === 'with' ? (value as RegoValue) : dot, inner, out);
      } else render(node.otherwise, dot, variables, out);
    }
  }
}

function renderRange(
  node: Node & { kind: 'if' | 'with' | 'range' },
  value: RegoValue | undefined,
  variables: Variables,
  dot: RegoValue,
  out: (text: string) => void,
): void {
  const keys = keysOf(value);
  const members = value === undefined ? [] : membersFor(value, keys);
  if (members.length === 0) return render(node.otherwise, dot, variables, out);
  members.forEach((member, i) => {
    const inner = new Map(variables);
    const [first, second] = node.names;
    if (first !== undefined)
      inner.set(first, second === undefined ? member : keys === undefined ? i : (keys[i] as RegoValue));
    if (second !== undefined) inner.set(second, member);
    render(node.body, member, inner, out);
  });
}

function lookUp(path: string, dot: RegoValue, variables: Variables): RegoValue | undefined {
  const [head, ...fields] = path === '.' ? [''] : path.split('.');
  let value: RegoValue | undefined = head === '' || head === undefined ? dot : variables.get(head);
  for (const field of fields) value = value === undefined ? undefined : get(value, field);
  return value;
}

function isTrue(value: RegoValue | undefined): boolean {
  if (value === undefined || value === null || value === false || value === '') return false;
  if (isNumber(value)) return toBigInt(value) !== 0n;
  const list = listOperand(value);
  if (list !== undefined) return list.length > 0;
  return isObject(value) ? (keysOf(value) ?? []).length > 0 : true;
}

function textOf(value: RegoValue | undefined): string {
  if (value === undefined) return '<undefined>';
  if (typeof value === 'string') return value;
  if (isNumber(value)) return numberText(value);
  if (isArray(value)) return `[${value.map(textOf).join(' ')}]`;
  if (value === null) return '<nil>';
  if (isObject(value)) {
    return `map[${(keysOf(value) ?? []).map((k) => `${textOf(k)}:${textOf(get(value, k))}`).join(' ')}]`;
  }
  return valueToRegoText(value);
}
