import type { JsonObject } from '../../policy';
import { compareContent } from './compare-content';
import { type DesiredObject, type Family, hashOf, kindKey, kindOf, nameOf, ownerOf } from './desired-object';
import { type DesiredObjects, seesImplied } from './desired-objects';
import { constraintGroup, type ExistingObjects, kindMadeBy, templateKind } from './existing-objects';
import { gatekeeperProblems } from './gatekeeper-status';
import { type SyncProblem, syncProblem } from './sync-problem';

/** An object to write. `replace`: what somebody added to it goes only when it is taken away and made again. */
export interface PlannedWrite {
  readonly desired: DesiredObject;
  readonly how: 'create' | 'update' | 'replace';
}

/** What has to be removed and then written, each list in its order: templates make the kinds of their constraints. */
export interface ConstraintSyncPlan {
  readonly stale: readonly JsonObject[];
  readonly writes: readonly PlannedWrite[];
  readonly problems: readonly SyncProblem[];
}

/**
 * Compares what a cluster should hold with what it holds: the differences alone. Objects that are not ours are never
 * touched; one that stands where ours should stand is a conflict, and what is there keeps working. Nothing is done
 * about kinds that cannot be read. Pure.
 */
export function planConstraintSync(
  desired: DesiredObjects,
  existing: ExistingObjects,
  now: Date,
): ConstraintSyncPlan {
  const there = new Map(existing.objects.map((object) => [identity(object), object]));
  const problems: SyncProblem[] = [...desired.conflicts];
  const writes: PlannedWrite[] = [];
  const impossible = new Set<string>();
  for (const one of desired.objects) {
    const { family, object, policyKeys, name } = one;
    if (family === 'Constraint' && impossible.has(kindOf(object).toLowerCase())) continue;
    const refuse = (code: string, message: string): void => {
      if (family === 'ConstraintTemplate') impossible.add(name);
      problems.push(syncProblem(code, name, message, policyKeys));
    };
    const unknown = existing.unreadable.get(kindKey(object));
    if (unknown !== undefined) {
      refuse(`${family}CreateFailed`, `What the cluster holds cannot be read. ${unknown}`);
      continue;
    }
    const current = there.get(identity(object));
    if (current === undefined) {
      writes.push({ desired: one, how: 'create' });
      continue;
    }
    const isOurs = hashOf(current) !== undefined;
    // What somebody else wrote just so does as well, whatever it is labelled with.
    const found = compareContent(current, isOurs ? object : { ...object, metadata: {} });
    if (!isOurs && found !== 'same') refuse(...foreign(one));
    else if (found !== 'same') writes.push({ desired: one, how: found === 'extra' ? 'replace' : 'update' });
    else problems.push(...gatekeeperProblems(family, current, policyKeys, now));
  }
  return { stale: staleObjects(desired, existing), writes, problems };
}

const identity = (object: JsonObject): string => `${kindKey(object)}/${nameOf(object)}`;

function foreign({ family, name }: DesiredObject): [code: string, message: string] {
  if (family === 'ConstraintTemplate')
    return [
      'ConstraintTemplateConflicts',
      `The cluster has a constraint template ${name} that somebody else wrote. Remove it, or rename the kind of the definition's template.`,
    ];
  return [
    `${family}CreateFailed`,
    `The cluster has ${nouns[family]} ${name} that somebody else wrote. Remove it.`,
  ];
}

const nouns: Readonly<Record<Family, string>> = {
  ConstraintTemplate: 'a constraint template',
  Constraint: 'a constraint',
  Mutation: 'a mutator',
  ExpansionTemplate: 'an expansion template',
};

/**
 * Ours that nobody needs, constraints first. A template takes all constraints of its kind with it: it stays while
 * there are some that somebody else wrote, that cannot be seen, or that are kept.
 */
function staleObjects({ objects, keeps }: DesiredObjects, existing: ExistingObjects): JsonObject[] {
  const wanted = new Set(objects.map(({ object }) => identity(object)));
  const isOurs = (object: JsonObject): boolean => hashOf(object) !== undefined;
  const kept = existing.objects.filter((object) => isOurs(object) && keeps.has(ownerOf(object)));
  const untouched = new Set([...existing.objects.filter((object) => !isOurs(object)), ...kept].map(kindKey));
  const expands = kept.some(seesImplied);
  const stale = existing.objects.filter((object) => {
    if (!isOurs(object) || wanted.has(identity(object)) || kept.includes(object)) return false;
    if (kindOf(object) === 'ExpansionTemplate') return !expands;
    if (!isTemplate(object)) return true;
    const made = `${constraintGroup}/${kindMadeBy(object)}`;
    return !untouched.has(made) && !existing.unreadable.has(made);
  });
  return [...stale.filter((object) => !isTemplate(object)), ...stale.filter(isTemplate)];
}

const isTemplate = (object: JsonObject): boolean =>
  kindKey(object) === `${templateKind.group}/${templateKind.kind}`;
