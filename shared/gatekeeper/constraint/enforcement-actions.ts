import { ConstraintError } from '../errors';
import { asString, isJsonArray, isJsonObject, type JsonObject, ownValue } from '../json';

/** Where a constraint is applied. */
export type EnforcementPoint = 'validation.gatekeeper.sh' | 'audit.gatekeeper.sh' | 'gator.gatekeeper.sh';

/** What happens when it is violated. */
export type EnforcementAction = 'deny' | 'warn' | 'dryrun';

/** The actions of a constraint at a point; none means that it is not evaluated there. */
export type EnforcementActions = (point: EnforcementPoint) => readonly EnforcementAction[];

const known: readonly string[] = ['deny', 'warn', 'dryrun'];

/**
 * Reads `spec.enforcementAction` and, where that is `scoped`, `spec.scopedEnforcementActions`. Default: deny. An
 * action that Gatekeeper does not know refuses nothing, but what it finds is reported; here it counts as dryrun.
 *
 * @throws ConstraintError for scoped without its list
 */
export function readEnforcementActions(name: string, spec: JsonObject | undefined): EnforcementActions {
  const action = asString(ownValue(spec, 'enforcementAction')) ?? 'deny';
  if (action === 'scoped') return readScoped(name, spec);
  const all = [toEnforcementAction(action)];
  return () => all;
}

/** An action as Gatekeeper takes it: one that it does not know refuses nothing, and counts as dryrun. */
export function toEnforcementAction(action: string): EnforcementAction {
  return isAction(action) ? action : 'dryrun';
}

function isAction(action: string): action is EnforcementAction {
  return known.includes(action);
}

function readScoped(name: string, spec: JsonObject | undefined): EnforcementActions {
  const entries = ownValue(spec, 'scopedEnforcementActions');
  if (!isJsonArray(entries)) {
    throw new ConstraintError(
      'invalid_enforcement_action',
      name,
      'enforcementAction is "scoped", but spec.scopedEnforcementActions is missing.',
      'List {action, enforcementPoints: [{name}]} there.',
    );
  }
  const scoped = entries.filter(isJsonObject).map((entry) => ({
    action: toEnforcementAction(asString(ownValue(entry, 'action')) ?? ''),
    points: pointsOf(entry),
  }));
  return (point) => [
    ...new Set(
      scoped
        .filter(({ points }) => points.includes(point) || points.includes('*'))
        .map(({ action }) => action),
    ),
  ];
}

/** The points of one entry; `*` stands for all. */
function pointsOf(entry: JsonObject): string[] {
  const points = ownValue(entry, 'enforcementPoints');
  return (isJsonArray(points) ? points : [])
    .filter(isJsonObject)
    .map((point) => asString(ownValue(point, 'name')) ?? '');
}
