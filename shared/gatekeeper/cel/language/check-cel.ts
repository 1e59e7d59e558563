import { type CelItem, type CelMacro, type CelNode, CelSyntaxError } from './cel-syntax';
import {
  boolType,
  bytesType,
  type CelType,
  doubleType,
  dynType,
  freeType,
  intType,
  isAssignable,
  listType,
  mapType,
  moreGeneral,
  nullType,
  optionalType,
  type Substitution,
  sameType,
  showType,
  stringType,
  substitute,
  typeType,
  uintType,
} from './cel-type';
import { CelUint } from './cel-value';
import type { CelFunctions, CelOverload } from './overloads';
import { qualifiedName } from './parse-cel';

/** What an expression may name: its variables with their types, and the functions. */
export interface CelEnvironment {
  readonly variables: ReadonlyMap<string, CelType>;
  readonly functions: CelFunctions;
}

/** A call after the check: the forms that it may mean, and its arguments with the receiver in front. */
export interface ResolvedCall {
  readonly overloads: readonly CelOverload[];
  readonly args: readonly CelNode[];
}

/** What the check finds out. */
export interface CheckedExpression {
  readonly type: CelType;
  readonly calls: ReadonlyMap<CelNode, ResolvedCall>;
  /** Nodes that name a type. */
  readonly typeNames: ReadonlyMap<CelNode, string>;
}

const typeNames = new Set([
  'bool',
  'int',
  'uint',
  'double',
  'string',
  'bytes',
  'list',
  'map',
  'null_type',
  'type',
  'google.protobuf.Timestamp',
  'google.protobuf.Duration',
]);

type Scope = ReadonlyMap<string, CelType>;

/**
 * Type-checks an expression, as CEL's checker does it: values of type dyn are let through everywhere.
 *
 * @throws CelSyntaxError for the first mistake
 */
export function checkCel(root: CelNode, environment: CelEnvironment): CheckedExpression {
  const calls = new Map<CelNode, ResolvedCall>();
  const named = new Map<CelNode, string>();

  const check = (node: CelNode, scope: Scope, mixed: boolean): CelType => {
    switch (node.kind) {
      case 'constant':
        return constantType(node.value);
      case 'name':
        return checkName(node, node.name, scope);
      case 'select':
        return checkSelect(node, scope, mixed);
      case 'has':
        fieldType(check(node.of, scope, mixed), node.field, node.at);
        return boolType;
      case 'index':
        return checkIndex(node, scope, mixed);
      case 'call':
        return checkCall(node, scope, mixed);
      case 'list':
        return listType(
          joined(
            node.items,
            node.items.map((item) => itemType(item, scope, mixed)),
            mixed,
          ),
        );
      case 'map': {
        const values = node.entries.map((entry) => itemType(entry, scope, mixed));
        const keys = node.entries.map(({ key }) => check(key, scope, mixed));
        return mapType(
          joined(
            node.entries.map(({ key }) => ({ value: key, optional: false })),
            keys,
            mixed,
          ),
          joined(node.entries, values, mixed),
        );
      }
      case 'macro':
        return checkMacro(node, scope, mixed);
    }
  };

  const checkName = (node: CelNode, name: string, scope: Scope): CelType => {
    const variable = scope.get(name) ?? environment.variables.get(name);
    if (variable !== undefined) return variable;
    if (!typeNames.has(name)) throw undeclared(name, node.at);
    named.set(node, name);
    return typeType;
  };

  const checkSelect = (node: Extract<CelNode, { kind: 'select' }>, scope: Scope, mixed: boolean): CelType => {
    const name = qualifiedName(node);
    if (name !== undefined && typeNames.has(name) && !scope.has('google')) {
      named.set(node, name);
      return typeType;
    }
    const type = fieldType(check(node.of, scope, mixed), node.field, node.at);
    return node.optional && type.kind !== 'optional' ? optionalType(type) : type;
  };

  const checkIndex = (node: Extract<CelNode, { kind: 'index' }>, scope: Scope, mixed: boolean): CelType => {
    const given = check(node.of, scope, mixed);
    const of = given.kind === 'optional' ? given.item : given;
    const index = check(node.index, scope, mixed);
    const fits =
      of.kind === 'dyn' ||
      of.kind === 'free' ||
      (of.kind === 'list' && isAssignable(index, intType, new Map())) ||
      (of.kind === 'map' && isAssignable(index, of.key, new Map()));
    if (!fits) throw noOverload('_[_]', undefined, [given, index], node.at);
    const type = of.kind === 'list' ? of.item : of.kind === 'map' ? of.value : dynType;
    return node.optional || given.kind === 'optional' ? optionalType(type) : type;
  };

  const checkCall = (node: Extract<CelNode, { kind: 'call' }>, scope: Scope, mixed: boolean): CelType => {
    const { target, at } = node;
    const namespace = target === undefined ? undefined : qualifiedName(target);
    const full = namespace === undefined ? undefined : `${namespace}.${node.name}`;
    const inNamespace = full !== undefined && environment.functions.has(full);
    const name = inNamespace ? full : node.name;
    const overloads = environment.functions.get(name);
    if (overloads === undefined) {
      if (target !== undefined) check(target, scope, mixed);
      throw undeclared(node.name, at);
    }
    const member = target !== undefined && !inNamespace;
    const args = member ? [target, ...node.args] : node.args;
    // Lists and maps of mixed types may be printed.
    const types = args.map((arg) => check(arg, scope, mixed || name === 'format'));
    const fitting = overloads.flatMap((overload) => {
      const result = resultOf(overload, member, types);
      return result === undefined ? [] : [{ overload, result }];
    });
    const [first] = fitting;
    if (first === undefined)
      throw noOverload(name, member ? types[0] : undefined, member ? types.slice(1) : types, at);
    calls.set(node, { overloads: fitting.map(({ overload }) => overload), args });
    checkLiteral(name, args, first.overload);
    return fitting.every(({ result }) => sameType(result, first.result)) ? first.result : dynType;
  };

  const itemType = (item: CelItem, scope: Scope, mixed: boolean): CelType => {
    const type = check(item.value, scope, mixed);
    if (!item.optional) return type;
    if (type.kind === 'optional') return type.item;
    if (type.kind === 'dyn' || type.kind === 'free') return type;
    throw new CelSyntaxError(
      `expected type 'optional_type(${showType(type)})' but found '${showType(type)}'`,
      item.value.at,
    );
  };

  const checkMacro = (node: CelMacro, scope: Scope, mixed: boolean): CelType => {
    const target = check(node.target, scope, mixed);
    if (node.name === 'optMap' || node.name === 'optFlatMap') {
      if (target.kind !== 'optional' && target.kind !== 'dyn' && target.kind !== 'free')
        throw noOverload('hasValue', target, [], node.at);
      const item = target.kind === 'optional' ? target.item : dynType;
      const body = check(node.body, withVariables(scope, node.variables, [item]), mixed);
      if (node.name === 'optMap') return optionalType(body);
      if (body.kind !== 'optional' && body.kind !== 'dyn')
        throw noOverload('_?_:_', undefined, [boolType, body, optionalType(dynType)], node.at);
      return body.kind === 'optional' ? body : optionalType(dynType);
    }
    const [key, value] = membersOf(target, node.at);
    const two = node.variables.length === 2;
    const types = two ? [key, value] : [target.kind === 'map' ? key : value];
    const inner = withVariables(scope, node.variables, types);
    if (node.filter !== undefined) wantBool(check(node.filter, inner, mixed), node.filter.at, '_?_:_');
    const body = check(node.body, inner, mixed);
    switch (node.name) {
      case 'all':
      case 'exists':
      case 'exists_one':
        wantBool(body, node.body.at, node.name === 'exists' ? '_||_' : '_&&_');
        return boolType;
      case 'filter':
        wantBool(body, node.body.at, '_?_:_');
        return listType(types[0] ?? dynType);
      case 'map':
      case 'transformList':
        return listType(body);
      case 'transformMap':
        return mapType(key, body);
      case 'transformMapEntry':
        if (body.kind !== 'map' && body.kind !== 'dyn')
          throw noOverload('cel.@mapInsert', undefined, [mapType(dynType, dynType), body], node.at);
        return body.kind === 'map' ? body : mapType(dynType, dynType);
      case 'sortBy':
        if (target.kind === 'map') throw noOverload('sortBy', target, [], node.at);
        return target.kind === 'list' ? target : listType(dynType);
    }
  };

  return { type: check(root, new Map(), false), calls, typeNames: named };
}

function withVariables(scope: Scope, names: readonly string[], types: readonly CelType[]): Scope {
  const inner = new Map(scope);
  for (const [index, name] of names.entries()) inner.set(name, types[index] ?? dynType);
  return inner;
}

/** What a macro runs over: index and member of a list, key and value of a map. */
function membersOf(target: CelType, at: number): readonly [CelType, CelType] {
  if (target.kind === 'list') return [intType, target.item];
  if (target.kind === 'map') return [target.key, target.value];
  if (target.kind === 'dyn' || target.kind === 'free') return [dynType, dynType];
  throw new CelSyntaxError(
    `expression of type '${showType(target)}' cannot be range of a comprehension (must be list, map, or dynamic)`,
    at,
  );
}

function wantBool(type: CelType, at: number, name: string): void {
  if (!isAssignable(type, boolType, new Map())) throw noOverload(name, undefined, [boolType, type], at);
}

function resultOf(overload: CelOverload, member: boolean, types: readonly CelType[]): CelType | undefined {
  if (overload.member !== member || overload.parameters.length !== types.length) return undefined;
  const known: Substitution = new Map();
  const fits = overload.parameters.every((wanted, index) =>
    isAssignable(types[index] ?? dynType, wanted, known),
  );
  return fits ? substitute(overload.result, known) : undefined;
}

/** The type of a field; of an optional value it is optional, too. */
function fieldType(of: CelType, field: string, at: number): CelType {
  switch (of.kind) {
    case 'dyn':
    case 'free':
      return dynType;
    case 'map':
      return of.value;
    case 'optional': {
      const inner = fieldType(of.item, field, at);
      return inner.kind === 'optional' ? inner : optionalType(inner);
    }
    case 'object': {
      const type = of.fields.get(field);
      if (type === undefined) throw new CelSyntaxError(`undefined field '${field}'`, at);
      return type;
    }
    default:
      throw new CelSyntaxError(`type '${showType(of)}' does not support field selection`, at);
  }
}

function constantType(value: unknown): CelType {
  if (value === null) return nullType;
  if (value instanceof CelUint) return uintType;
  if (value instanceof Uint8Array) return bytesType;
  switch (typeof value) {
    case 'bigint':
      return intType;
    case 'number':
      return doubleType;
    case 'boolean':
      return boolType;
    default:
      return stringType;
  }
}

/** The type of members together. Members of several types are refused, except where they are printed. */
function joined(items: readonly CelItem[], types: readonly CelType[], mixed: boolean): CelType {
  const [first, ...rest] = types;
  if (first === undefined) return freeType;
  return rest.reduce((all, type, index) => {
    if (!mixed && !sameType(first, type) && !isEmptyLiteral(items[0]) && !isEmptyLiteral(items[index + 1])) {
      throw new CelSyntaxError(
        `expected type '${showType(first)}' but found '${showType(type)}'`,
        items[index + 1]?.value.at ?? 0,
      );
    }
    return isAssignable(all, type, new Map()) ? moreGeneral(all, type) : dynType;
  }, first);
}

/** Whose type is whatever is wanted. */
function isEmptyLiteral(item: CelItem | undefined): boolean {
  const node = item?.value;
  return (
    (node?.kind === 'list' && node.items.length === 0) || (node?.kind === 'map' && node.entries.length === 0)
  );
}

/** Patterns, durations and times that are written out are tried before they run. */
const tried: ReadonlyMap<string, number> = new Map([
  ['matches', 1],
  ['duration', 0],
  ['timestamp', 0],
]);

function checkLiteral(name: string, args: readonly CelNode[], { call }: CelOverload): void {
  const place = tried.get(name);
  const arg = place === undefined ? undefined : args[place];
  if (arg?.kind !== 'constant' || typeof arg.value !== 'string') return;
  try {
    call(...(place === 1 ? ['', arg.value] : [arg.value]));
  } catch {
    throw new CelSyntaxError(`invalid ${name} argument`, arg.at);
  }
}

function undeclared(name: string, at: number): CelSyntaxError {
  return new CelSyntaxError(`undeclared reference to '${name}' (in container '')`, at);
}

function noOverload(
  name: string,
  target: CelType | undefined,
  args: readonly CelType[],
  at: number,
): CelSyntaxError {
  const list = `(${args.map(showType).join(', ')})`;
  const applied = target === undefined ? list : `${showType(target)}.${list}`;
  return new CelSyntaxError(`found no matching overload for '${name}' applied to '${applied}'`, at);
}
