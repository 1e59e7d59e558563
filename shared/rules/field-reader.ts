import type { JsonValue } from '../expressions';
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
  const { resourceType } = alias;
  const bind = bindAlias(alias, frames);
  const applies = (subject: Subject): boolean => resourceType === undefined || subject.type === resourceType;
  const rootOf = (run: RuleRun, subject: Subject, bound: BoundPath): Found =>
    bound.slot >= 0 ? run.elements[bound.slot] : applies(subject) ? subject.resource : undefined;
  return {
    every: (run, subject, test) => {
      const bound = bind(subject.apiVersion);
      const root = rootOf(run, subject, bound);
      if (!bound.many) return test(readOne(root, bound.rest));
      return everySelected(root, bound.rest, run.semantics.missingArray === 'satisfied', test);
    },
    value: (run, subject) => {
      const bound = bind(subject.apiVersion);
      const root = rootOf(run, subject, bound);
      if (!bound.collection) return readOne(root, bound.rest);
      return collectSelected(root, bound.rest);
    },
    path: (subject) => pathText(bind(subject.apiVersion).whole),
  };
}

function plainReader(name: string): FieldReader {
  const plain = PLAIN_FIELDS.get(name);
  if (plain === undefined) throw new Error(`no plain field ${name}`);
  const { read, path } = plain;
  return {
    every: (_run, subject, test) => test(read(subject)),
    value: (_run, subject) => read(subject),
    path: () => path,
  };
}
