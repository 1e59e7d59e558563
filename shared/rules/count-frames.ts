import type { ResolvedAlias } from './aliases/alias-catalogue';
import { type PathSegment, sameSegment } from './property-path';

/** A count around a condition: its element is kept in a slot of the run. */
export type CountFrame =
  | {
      readonly kind: 'field';
      readonly slot: number;
      readonly resourceType: string | undefined;
      /** The path of the element (it ends in `[*]`) for an api-version. */
      readonly pathFor: (apiVersion: string | undefined) => readonly PathSegment[] | undefined;
      /** Whether it is what the count counts, and not an array around that. */
      readonly counted: boolean;
    }
  | { readonly kind: 'value'; readonly slot: number; readonly name: string };

/** A path as it is read within the counts around it: from the resource (slot -1) or from an element. */
export interface BoundPath {
  readonly slot: number;
  readonly rest: readonly PathSegment[];
  readonly whole: readonly PathSegment[];
  /** Whether the rest selects several values. */
  readonly many: boolean;
  /** Whether the path as a whole has `[*]`. */
  readonly collection: boolean;
}

/** The path of an alias for an api-version. */
export function aliasPath(alias: ResolvedAlias, apiVersion: string | undefined): readonly PathSegment[] {
  return (apiVersion === undefined ? undefined : alias.versions?.get(apiVersion)) ?? alias.path;
}

/** Binds an alias to the innermost count whose element it lies in; the answer depends on the api-version alone. */
export function bindAlias(
  alias: ResolvedAlias,
  frames: readonly CountFrame[],
): (apiVersion: string | undefined) => BoundPath {
  const bind = (apiVersion: string | undefined): BoundPath => {
    const whole = aliasPath(alias, apiVersion);
    let slot = -1;
    let consumed = 0;
    for (const frame of frames) {
      if (frame.kind !== 'field' || frame.resourceType !== alias.resourceType) continue;
      const prefix = frame.pathFor(apiVersion);
      if (prefix !== undefined && prefix.length >= consumed && startsWith(whole, prefix)) {
        slot = frame.slot;
        consumed = prefix.length;
      }
    }
    const rest = whole.slice(consumed);
    return {
      slot,
      rest,
      whole,
      many: rest.some((segment) => segment.kind === 'each'),
      collection: whole.some((segment) => segment.kind === 'each'),
    };
  };
  const usual = bind(undefined);
  if (alias.versions === undefined) return () => usual;
  const byVersion = new Map([...alias.versions.keys()].map((version) => [version, bind(version)]));
  return (apiVersion) => (apiVersion === undefined ? usual : (byVersion.get(apiVersion) ?? usual));
}

function startsWith(path: readonly PathSegment[], prefix: readonly PathSegment[]): boolean {
  return prefix.length <= path.length && prefix.every((segment, index) => sameSegment(segment, path[index]));
}
