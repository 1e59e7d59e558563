import { isJsonObject, type JsonValue, readProperty } from '../expressions';
import type { ResolvedAlias } from './aliases/alias-catalogue';
import { type BoundPath, bindAlias, type CountFrame } from './count-frames';
import { pathText } from './property-path';
import { collectSelected, everySelected, readOne } from './read-path';
import type { ResolvedField } from './resolve-field';
import type { RuleRun } from './rule-run';
import { PLAIN_FIELDS, type Subject } from './subject';

type Found = JsonValue | undefined;

/** Reads one field of a resource, within the counts around it. */
export interface FieldReader {
  /** Whether the value, or with `[*]` every value, passes the test. */
  readonly every: (run: RuleRun, subject: Subject, test: (value: Found) => boolean) => boolean;
  /** The value; with `[*]` the array of all values there are. Undefined where there is none. */
  readonly value: (run: RuleRun, subject: Subject) => Found;
  /** Where the field lies, as text. */
  readonly path: (subject: Subject) => string;
}

export function createFieldReader(field: ResolvedField, frames: readonly CountFrame[]): FieldReader {
  if (field.kind === 'plain') return plainReader(field.name);
  const { alias } = field;
  const { resourceType, childType } = alias;
  const bind = bindAlias(alias, frames);
  const applies = (subject: Subject): boolean =>
    resourceType === undefined || subject.type === resourceType || subject.type === childType;
  const rootOf = (run: RuleRun, subject: Subject, bound: BoundPath): Found =>
    bound.slot >= 0 ? run.elements[bound.slot] : applies(subject) ? subject.resource : undefined;
  return {
    every: (run, subject, test) => {
      const bound = bind(subject.apiVersion);
      const root = rootOf(run, subject, bound);
      if (bound.many)
        return everySelected(root, bound.rest, run.semantics.missingArray === 'satisfied', test);
      return test(readOne(root, bound.rest) ?? elsewhere(run, root, bound, alias));
    },
    value: (run, subject) => {
      const bound = bind(subject.apiVersion);
      const root = rootOf(run, subject, bound);
      if (bound.collection) return collectSelected(root, bound.rest);
      return readOne(root, bound.rest) ?? elsewhere(run, root, bound, alias);
    },
    path: (subject) => pathText(bind(subject.apiVersion).whole),
  };
}

/** What lies where the alias's name leads, for semantics that merge `properties` into the root. */
function elsewhere(run: RuleRun, root: Found, bound: BoundPath, alias: ResolvedAlias): Found {
  if (!run.semantics.propertiesAtRoot || bound.slot >= 0) return undefined;
  const path = alias.namedPath ?? bound.whole;
  return readOne(readProperty(root, 'properties'), path) ?? readOne(root, path);
}

function plainReader(name: string): FieldReader {
  const plain = PLAIN_FIELDS.get(name);
  if (plain === undefined) throw new Error(`no plain field ${name}`);
  const { path } = plain;
  const read = (run: RuleRun, subject: Subject): Found => {
    const found = plain.read(subject);
    if (found !== undefined || !run.semantics.propertiesAtRoot) return found;
    const properties = readProperty(subject.resource, 'properties');
    return isJsonObject(properties) ? plain.read({ ...subject, resource: properties }) : undefined;
  };
  return {
    every: (run, subject, test) => test(read(run, subject)),
    value: read,
    path: () => path,
  };
}
