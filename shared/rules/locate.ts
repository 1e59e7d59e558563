import { type JsonValue, readProperty } from '../expressions';
import type { ResolvedAlias } from './aliases/alias-catalogue';
import type { BoundPath } from './count-frames';
import type { PathSegment } from './property-path';
import { readOne } from './read-path';
import type { RuleRun } from './rule-run';
import type { Subject } from './subject';

/** A value and the path to follow from it. */
export interface Location {
  readonly root: JsonValue | undefined;
  readonly path: readonly PathSegment[];
}

/** Whether resources of the subject's type have the alias; one whose type nothing tells is taken to have it. */
export function aliasApplies(alias: ResolvedAlias, { type }: Subject): boolean {
  const { resourceType } = alias;
  return resourceType === undefined || type === '' || type === resourceType || type === alias.childType;
}

/** Where to read a bound path: in the element of a count, in the resource, or nowhere when it is of another type. */
export function locate(run: RuleRun, subject: Subject, bound: BoundPath, alias: ResolvedAlias): Location {
  if (bound.slot >= 0) return { root: run.elements[bound.slot], path: bound.rest };
  const location = { root: aliasApplies(alias, subject) ? subject.resource : undefined, path: bound.rest };
  return run.semantics.propertiesAtRoot ? locateMerged(location, alias) : location;
}

/** Where there is nothing at the alias's place, its name is followed as if `properties` were part of the root. */
function locateMerged(location: Location, alias: ResolvedAlias): Location {
  const path = alias.namedPath ?? location.path;
  const candidates = [
    location,
    { root: readProperty(location.root, 'properties'), path },
    { root: location.root, path },
  ];
  return candidates.find(hasSomething) ?? location;
}

function hasSomething({ root, path }: Location): boolean {
  const star = path.findIndex((segment) => segment.kind === 'each');
  return readOne(root, star < 0 ? path : path.slice(0, star)) !== undefined;
}
