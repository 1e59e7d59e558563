import { setTimeout as sleep } from 'node:timers/promises';
import type { KubernetesReader, KubernetesWriter } from '../../estate';
import type { JsonObject } from '../../policy';
import { type Family, kindKey, kindOf, nameOf } from './desired-object';
import { constraintGroup, templateKind } from './existing-objects';
import { gatekeeperProblems } from './gatekeeper-status';
import type { ConstraintSyncPlan, PlannedWrite } from './plan-constraint-sync';
import { type SyncProblem, syncProblem } from './sync-problem';

/**
 * Removes and writes what a plan says, one after the other. What fails is told and stops nothing else, with two
 * exceptions: constraints whose template could not be made are left out, and when the cluster no longer answers the
 * rest is not tried.
 *
 * @param pauseMs between tries of a write that met another one, or that came before its kind
 */
export async function carryOutPlan(
  { stale, writes }: ConstraintSyncPlan,
  writer: KubernetesWriter,
  reader: KubernetesReader,
  now: Date,
  pauseMs = 250,
): Promise<SyncProblem[]> {
  const attempt = attempts(pauseMs);
  const problems: SyncProblem[] = [];
  const keysOf = new Map(writes.map(({ desired }) => [desired.name, desired.policyKeys]));
  for (const object of stale) {
    const failed = await attempt(() => writer.remove(object));
    if (failed !== undefined)
      problems.push(syncProblem(`${familyOf(object)}UpdateFailed`, nameOf(object), failed.message));
  }
  const missing = new Set<string>();
  for (const { desired, how } of writes) {
    const { family, name, object, policyKeys } = desired;
    const template = kindOf(object).toLowerCase();
    if (family === 'Constraint' && missing.has(template)) continue;
    const failed = await attempt(() => write(writer, { desired, how }));
    if (failed === undefined) continue;
    if (family === 'ConstraintTemplate' && how === 'create') missing.add(name);
    const refusal =
      family === 'Constraint' && failed.code === 'KindNotServed'
        ? await templateRefusal(reader, template, keysOf.get(template) ?? policyKeys, now)
        : [];
    if (refusal.length > 0) {
      missing.add(template);
      problems.push(...refusal);
    } else {
      const code = `${family}${how === 'create' ? 'Create' : 'Update'}Failed`;
      problems.push(syncProblem(code, name, failed.message, policyKeys));
    }
  }
  return problems;
}

async function write(writer: KubernetesWriter, { desired, how }: PlannedWrite): Promise<void> {
  if (how === 'replace') await writer.remove(desired.object);
  await writer.apply(desired.object);
}

/** The kind of a constraint does not come when Gatekeeper did not like its template. */
async function templateRefusal(
  reader: KubernetesReader,
  name: string,
  policyKeys: readonly string[],
  now: Date,
): Promise<SyncProblem[]> {
  try {
    const template = await reader.get({ ...templateKind, name });
    return template === undefined ? [] : gatekeeperProblems('ConstraintTemplate', template, policyKeys, now);
  } catch {
    return [];
  }
}

const tries = 4;
const mostFailuresInARow = 3;

/** Why a write did not come about. */
interface Failure {
  readonly code: string;
  readonly message: string;
}

/** Runs writes until the cluster turns out not to answer any more: each has been repeated by then. */
function attempts(pauseMs: number): (work: () => Promise<void>) => Promise<Failure | undefined> {
  let lost: Failure | undefined;
  let inARow = 0;
  return async (work) => {
    if (lost !== undefined) return lost;
    for (let left = tries - 1; ; left -= 1) {
      try {
        await work();
        inARow = 0;
        return undefined;
      } catch (error) {
        const { code, status, message } = error as { code?: unknown; status?: unknown; message?: unknown };
        // Another write was faster, or another API server has not heard of the kind yet.
        if ((status === 409 || status === 404) && left > 0) {
          await sleep(pauseMs);
          continue;
        }
        const failure = { code: String(code), message: String(message) };
        inARow = isAiling(status) ? inARow + 1 : 0;
        if (isUnreachable(code) || inARow === mostFailuresInARow)
          lost = {
            code: failure.code,
            message: `Not tried, since the cluster does not answer: ${failure.message}`,
          };
        return failure;
      }
    }
  };
}

const isUnreachable = (code: unknown): boolean => code === 'ConnectionFailed' || code === 'Unauthorized';

const isAiling = (status: unknown): boolean =>
  typeof status === 'number' && (status >= 500 || status === 429);

function familyOf(object: JsonObject): Family {
  const [group] = kindKey(object).split('/');
  if (group === templateKind.group) return 'ConstraintTemplate';
  if (group === constraintGroup) return 'Constraint';
  return kindOf(object) === 'ExpansionTemplate' ? 'ExpansionTemplate' : 'Mutation';
}
