import {
  boolType,
  bytesType,
  type CelType,
  doubleType,
  durationType,
  dynType,
  intType,
  listType,
  mapType,
  nullType,
  optionalType,
  stringType,
  timestampType,
  typeType,
  uintType,
} from './cel-type';

/** One form of a function: the types that it takes, the one it gives, and what it does. */
export interface CelOverload {
  /** `a.f(b)` and not `f(a, b)`; the receiver is the first of the parameters. */
  readonly member: boolean;
  readonly parameters: readonly CelType[];
  readonly result: CelType;
  /** Takes values of the parameters' types. Throws CelError. */
  readonly call: (...args: unknown[]) => unknown;
}

/** Functions by name; those in a namespace by their full one, such as `sets.contains`. */
export type CelFunctions = ReadonlyMap<string, readonly CelOverload[]>;

/** Takes the functions of a library. Types are written as in `list(string)`; a single capital is a parameter. */
export interface CelRegistry {
  readonly global: (name: string, parameters: readonly string[], result: string, call: CelCall) => void;
  readonly member: (name: string, parameters: readonly string[], result: string, call: CelCall) => void;
}

/** An implementation; it may name the types that its signature promises. */
export type CelCall = (...args: never[]) => unknown;

/** Collects the functions of libraries. */
export function collectFunctions(libraries: readonly ((registry: CelRegistry) => void)[]): CelFunctions {
  const functions = new Map<string, CelOverload[]>();
  const add = (member: boolean): CelRegistry['global'] => {
    return (name, parameters, result, call) => {
      const overloads = functions.get(name) ?? [];
      functions.set(name, overloads);
      overloads.push({
        member,
        parameters: parameters.map(readType),
        result: readType(result),
        call: call as CelOverload['call'],
      });
    };
  };
  const registry: CelRegistry = { global: add(false), member: add(true) };
  for (const library of libraries) library(registry);
  return functions;
}

const simpleTypes: ReadonlyMap<string, CelType> = new Map([
  ['dyn', dynType],
  ['bool', boolType],
  ['int', intType],
  ['uint', uintType],
  ['double', doubleType],
  ['string', stringType],
  ['bytes', bytesType],
  ['null', nullType],
  ['type', typeType],
  ['timestamp', timestampType],
  ['duration', durationType],
]);

const networkTypes = new Set(['IP', 'CIDR']);

function readType(text: string): CelType {
  const simple = simpleTypes.get(text);
  if (simple !== undefined) return simple;
  if (/^[A-Z]$/.test(text)) return { kind: 'parameter', name: text };
  const generic = /^(list|map|optional)\((.*)\)$/.exec(text);
  if (generic === null)
    return { kind: 'opaque', name: `${networkTypes.has(text) ? 'net' : 'kubernetes'}.${text}` };
  const [, kind, inner = ''] = generic;
  if (kind === 'list') return listType(readType(inner));
  if (kind === 'optional') return optionalType(readType(inner));
  const comma = inner.indexOf(',');
  return mapType(readType(inner.slice(0, comma)), readType(inner.slice(comma + 1).trim()));
}
