import { isJsonObject, type JsonValue, readProperty, type Spend } from '../expressions';
import type { ResolvedAlias } from './aliases/alias-catalogue';
import { bindAlias, type CountFrame } from './count-frames';
import { aliasApplies, locate } from './locate';
import { pathText } from './property-path';
import { collectSelected, everySelected, readOne } from './read-path';
import type { ResolvedField } from './resolve-field';
import type { RuleRun } from './rule-run';
import { PLAIN_FIELDS, type Subject } from './subject';

type Found = JsonValue | undefined;
type Test = (value: Found, spend: Spend) => boolean;

/** Reads one field of a resource, within the counts around it. */
export interface FieldReader {
  /** Whether the value, or with `[*]` every value, passes the test. */
  readonly every: (run: RuleRun, subject: Subject, test: Test) => boolean;
  /** The value; with `[*]` the array of all values there are. Undefined where there is none. */
  readonly value: (run: RuleRun, subject: Subject) => Found;
  /** Where the field lies, as text. */
  readonly path: (subject: Subject) => string;
}

export function createFieldReader(field: ResolvedField, frames: readonly CountFrame[]): FieldReader {
  if (field.kind === 'plain') return plainReader(field.name);
  const { others } = field.alias;
  if (others === undefined) return aliasReader(field.alias, frames);
  const readers = [field.alias, ...others].map((alias) => ({ alias, reader: aliasReader(alias, frames) }));
  const first = (readers[0] as (typeof readers)[number]).reader;
  const of = (subject: Subject): FieldReader =>
    readers.find(({ alias }) => aliasApplies(alias, subject))?.reader ?? first;
  return {
    every: (run, subject, test) => of(subject).every(run, subject, test),
    value: (run, subject) => of(subject).value(run, subject),
    path: (subject) => of(subject).path(subject),
  };
}

function aliasReader(alias: ResolvedAlias, frames: readonly CountFrame[]): FieldReader {
  const bind = bindAlias(alias, frames);
  return {
    every: (run, subject, test) => {
      const bound = bind(subject.apiVersion);
      const { root, path } = locate(run, subject, bound, alias);
      if (!bound.many) return test(readOne(root, path) ?? null, run.spend);
      const { missingArray, missingElementMember } = run.semantics;
      const judge: Test =
        missingElementMember === 'absent' ? test : (value, spend) => test(value ?? null, spend);
      return everySelected(root, path, missingArray === 'satisfied', judge, run.spend);
    },
    value: (run, subject) => {
      const bound = bind(subject.apiVersion);
      const { root, path } = locate(run, subject, bound, alias);
      return bound.collection ? collectSelected(root, path, run.spend) : readOne(root, path);
    },
    path: (subject) => pathText(bind(subject.apiVersion).whole),
  };
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
    every: (run, subject, test) => test(read(run, subject) ?? null, run.spend),
    value: read,
    path: () => path,
  };
}
