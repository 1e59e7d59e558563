import { isJsonObject, type JsonObject, type JsonValue } from '../../policy';
import { type Family, metadataOf, nameOf } from './desired-object';
import { type SyncProblem, syncProblem } from './sync-problem';

const refusedAs: Readonly<Record<Family, string>> = {
  ConstraintTemplate: 'constraint template',
  Constraint: 'constraint',
  Mutation: 'mutator',
  ExpansionTemplate: 'expansion template',
};

const staleAfterMs = 60 * 60 * 1000;

/**
 * What Gatekeeper says of an object that was written (its `status`): that it did not take it in, or, of a constraint,
 * that nothing has been heard for more than an hour. What it said of an earlier generation does not count.
 */
export function gatekeeperProblems(
  family: Family,
  object: JsonObject,
  policyKeys: readonly string[],
  now: Date,
): SyncProblem[] {
  const told = (code: string, message: string): SyncProblem[] => [
    syncProblem(code, nameOf(object), message, policyKeys),
  ];
  const status = isJsonObject(object['status']) ? object['status'] : {};
  const texts = errorsIn(status, metadataOf(object)['generation']);
  if (texts.length > 0)
    return told(
      `${family}InstallFailed`,
      `Gatekeeper did not accept the ${refusedAs[family]}: ${texts.join('; ')}`,
    );
  if (family !== 'Constraint') return [];
  const audited = status['auditTimestamp'];
  if (typeof audited === 'string')
    return isOld(audited, now)
      ? told(
          'ConstraintStatusStale',
          `Gatekeeper last audited the constraint at ${audited}. Check that its audit runs.`,
        )
      : [];
  const created = metadataOf(object)['creationTimestamp'];
  if (Object.keys(status).length === 0 && typeof created === 'string' && isOld(created, now))
    return told(
      'ConstraintNotProcessed',
      `Gatekeeper has not looked at the constraint since it was written at ${created}. Check that it runs.`,
    );
  return [];
}

/** The errors of all its pods, each once. */
function errorsIn(status: JsonObject, generation: JsonValue | undefined): string[] {
  const pods = Array.isArray(status['byPod']) ? (status['byPod'] as readonly JsonValue[]) : [];
  const errors = pods.flatMap((pod) => {
    if (!isJsonObject(pod) || !Array.isArray(pod['errors'])) return [];
    const observed = pod['observedGeneration'];
    const isPast = typeof observed === 'number' && typeof generation === 'number' && observed < generation;
    return isPast ? [] : (pod['errors'] as readonly JsonValue[]);
  });
  return [
    ...new Set(errors.map((error) => (isJsonObject(error) ? String(error['message']) : String(error)))),
  ].sort();
}

const isOld = (text: string, now: Date): boolean => now.getTime() - Date.parse(text) > staleAfterMs;
