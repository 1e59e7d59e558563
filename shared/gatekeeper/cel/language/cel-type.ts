/** A type of CEL, as the checker sees it. */
export type CelType =
  | { readonly kind: 'dyn' }
  /** Not known yet: that of the members of an empty list. Becomes whatever is wanted of it. */
  | { readonly kind: 'free' }
  | { readonly kind: 'simple'; readonly name: SimpleTypeName }
  | { readonly kind: 'opaque'; readonly name: string }
  | { readonly kind: 'list'; readonly item: CelType }
  | { readonly kind: 'map'; readonly key: CelType; readonly value: CelType }
  | { readonly kind: 'optional'; readonly item: CelType }
  | { readonly kind: 'object'; readonly name: string; readonly fields: ReadonlyMap<string, CelType> }
  | { readonly kind: 'parameter'; readonly name: string };

/** Types without parts, by the names that CEL gives them. */
export type SimpleTypeName =
  | 'bool'
  | 'int'
  | 'uint'
  | 'double'
  | 'string'
  | 'bytes'
  | 'null_type'
  | 'type'
  | 'google.protobuf.Timestamp'
  | 'google.protobuf.Duration';

const simple = (name: SimpleTypeName): CelType => ({ kind: 'simple', name });

export const dynType: CelType = { kind: 'dyn' };
export const freeType: CelType = { kind: 'free' };
export const boolType = simple('bool');
export const intType = simple('int');
export const uintType = simple('uint');
export const doubleType = simple('double');
export const stringType = simple('string');
export const bytesType = simple('bytes');
export const nullType = simple('null_type');
export const typeType = simple('type');
export const timestampType = simple('google.protobuf.Timestamp');
export const durationType = simple('google.protobuf.Duration');
export const listType = (item: CelType): CelType => ({ kind: 'list', item });
export const mapType = (key: CelType, value: CelType): CelType => ({ kind: 'map', key, value });
export const optionalType = (item: CelType): CelType => ({ kind: 'optional', item });

/** A type as messages write it. */
export function showType(type: CelType): string {
  switch (type.kind) {
    case 'dyn':
    case 'free':
      return 'dyn';
    case 'simple':
      return type.name === 'null_type' ? 'null' : type.name.replace('google.protobuf.', '').toLowerCase();
    case 'list':
      return `list(${showType(type.item)})`;
    case 'map':
      return `map(${showType(type.key)}, ${showType(type.value)})`;
    case 'optional':
      return `optional_type(${showType(type.item)})`;
    default:
      return type.name;
  }
}

/** What type parameters stand for so far. */
export type Substitution = Map<string, CelType>;

/** The type with its parameters replaced; one that stands for nothing yet is free. */
export function substitute(type: CelType, known: Substitution): CelType {
  switch (type.kind) {
    case 'parameter': {
      const found = known.get(type.name);
      return found === undefined ? freeType : substitute(found, known);
    }
    case 'list':
      return listType(substitute(type.item, known));
    case 'optional':
      return optionalType(substitute(type.item, known));
    case 'map':
      return mapType(substitute(type.key, known), substitute(type.value, known));
    default:
      return type;
  }
}

/** Whether a value of a type may stand where another is wanted; binds the parameters of the wanted type. */
export function isAssignable(given: CelType, wanted: CelType, known: Substitution): boolean {
  if (wanted.kind === 'parameter') {
    const bound = known.get(wanted.name);
    if (bound === undefined) {
      known.set(wanted.name, given);
      return true;
    }
    if (!isAssignable(given, bound, known)) return false;
    known.set(wanted.name, moreGeneral(given, bound));
    return true;
  }
  if (isOpen(given) || isOpen(wanted)) return true;
  if (isNull(given) || isNull(wanted)) return takesNull(isNull(given) ? wanted : given);
  switch (wanted.kind) {
    case 'dyn':
    case 'free':
      return true;
    case 'simple':
      return given.kind === 'simple' && given.name === wanted.name;
    case 'opaque':
    case 'object':
      return given.kind === wanted.kind && given.name === wanted.name;
    case 'list':
      return given.kind === 'list' && isAssignable(given.item, wanted.item, known);
    case 'optional':
      return given.kind === 'optional' && isAssignable(given.item, wanted.item, known);
    case 'map':
      return (
        given.kind === 'map' &&
        isAssignable(given.key, wanted.key, known) &&
        isAssignable(given.value, wanted.value, known)
      );
  }
}

function isNull(type: CelType): boolean {
  return type.kind === 'simple' && type.name === 'null_type';
}

function takesNull(type: CelType): boolean {
  if (type.kind === 'simple') {
    return ['null_type', 'google.protobuf.Timestamp', 'google.protobuf.Duration'].includes(type.name);
  }
  return type.kind === 'opaque' || type.kind === 'object' || type.kind === 'optional';
}

function isOpen(type: CelType): boolean {
  return type.kind === 'dyn' || type.kind === 'free';
}

/** What two assignable types have in common: dyn wherever one of them says so; a free part takes the other's. */
export function moreGeneral(a: CelType, b: CelType): CelType {
  if (a.kind === 'free') return b;
  if (b.kind === 'free') return a;
  if (a.kind === 'dyn' || b.kind === 'dyn') return dynType;
  if (a.kind === 'list' && b.kind === 'list') return listType(moreGeneral(a.item, b.item));
  if (a.kind === 'optional' && b.kind === 'optional') return optionalType(moreGeneral(a.item, b.item));
  if (a.kind === 'map' && b.kind === 'map')
    return mapType(moreGeneral(a.key, b.key), moreGeneral(a.value, b.value));
  return isNull(a) ? b : a;
}

/** Whether two types are the same; dyn is the same as dyn only. */
export function sameType(a: CelType, b: CelType): boolean {
  return showType(a) === showType(b);
}
