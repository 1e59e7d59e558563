import type { PathSegment } from '../property-path';

/** Where a field's value lies in a resource. */
export interface ResolvedAlias {
  /** Lower-case type of the resources that have the property; undefined: any type. */
  readonly resourceType: string | undefined;
  /** A further type that has it: a child type whose aliases are listed under its parent. */
  readonly childType?: string;
  readonly path: readonly PathSegment[];
  /** Where the alias's own name would lead; looked at by the semantics that merge `properties` into the root. */
  readonly namedPath?: readonly PathSegment[];
  /** Paths that hold for certain api-versions (lower case) instead. */
  readonly versions?: ReadonlyMap<string, readonly PathSegment[]>;
  /** Whether modify may write it; undefined: not known. */
  readonly modifiable?: boolean;
  /** The same alias in other resource types; `path` and the rest are theirs. */
  readonly others?: readonly ResolvedAlias[];
  /** False: the alias is not in the catalogue and was derived by the general rule. */
  readonly known: boolean;
}

/** Knows where fields other than the built-in ones lie. */
export interface AliasCatalogue {
  /** The place of a field; undefined: there is no such alias, and a rule that names it is refused. */
  readonly resolve: (name: string) => ResolvedAlias | undefined;
}
