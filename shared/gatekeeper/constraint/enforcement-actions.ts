import { ConstraintError } from '../errors';
import { asString, isJsonArray, isJsonObject, type JsonObject, ownValue } from '../json';

/** Where a constraint is applied. */
export type EnforcementPoint = 'validation.gatekeeper.sh' | 'audit.gatekeeper.sh' | 'gator.gatekeeper.sh';

/** What happens when it is violated. */
export type EnforcementAction = 'deny' | 'warn' | 'dryrun';

/** The actions of a constraint at a point; none means that it is not evaluated there. */
export type EnforcementActions = (point: EnforcementPoint) => readonly EnforcementAction[];

const actions: readonly string[] = ['deny', 'warn', 'dryrun'];

/**
 * Reads `spec.enforcementAction` and, where that is `scoped`, `spec.scopedEnforcementActions`. Default: deny.
 *
 * @throws ConstraintError for an unknown action, or scoped without its list
 */
export function readEnforcementActions(name: string, spec: JsonObject | undefined): EnforcementActions {
  const action = asString(ownValue(spec, 'enforcementAction')) ?? 'deny';
  if (action === 'scoped') return readScoped(name, spec);
  if (!isAction(action)) throw unknownAction(name, action);
  const all = [action];
  return () => all;
}

function isAction(action: string): action is EnforcementAction {
  return actions.includes(action);
}

function readScoped(name: string, spec: JsonObject | undefined): EnforcementActions {
  const entries = ownValue(spec, 'scopedEnforcementActions');
  if (!isJsonArray(entries) || entries.length === 0) {
    throw new ConstraintError(
      'invalid_enforcement_action',
      name,
      'enforcementAction is "scoped", but spec.scopedEnforcementActions is missing.',
      'List {action, enforcementPoints: [{name}]} there.',
    );
  }
  const byPoint = new Map<string, EnforcementAction[]>();
  for (const entry of entries) {
    const action = isJsonObject(entry) ? (asString(ownValue(entry, 'action')) ?? '') : '';
    if (!isAction(action)) throw unknownAction(name, action);
    for (const point of pointsOf(name, isJsonObject(entry) ? entry : {})) {
      const listed = byPoint.get(point) ?? [];
      if (!listed.includes(action)) listed.push(action);
      byPoint.set(point, listed);
    }
  }
  return (point) => [...new Set([...(byPoint.get(point) ?? []), ...(byPoint.get('*') ?? [])])];
}

function pointsOf(name: string, entry: JsonObject): string[] {
  const points = ownValue(entry, 'enforcementPoints');
  if (!isJsonArray(points) || points.length === 0) {
    throw new ConstraintError(
      'invalid_enforcement_action',
      name,
      'an entry of spec.scopedEnforcementActions names no enforcement points.',
      'Give it enforcementPoints such as [{name: audit.gatekeeper.sh}].',
    );
  }
  return points.map((point) => (isJsonObject(point) ? (asString(ownValue(point, 'name')) ?? '') : ''));
}

function unknownAction(name: string, action: string): ConstraintError {
  return new ConstraintError(
    'invalid_enforcement_action',
    name,
    `the enforcement action "${action}" is not known.`,
    'Use deny, warn, dryrun or scoped.',
  );
}
