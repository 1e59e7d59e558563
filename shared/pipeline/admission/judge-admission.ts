import {
  alwaysExcludedNamespaces,
  type Constraint,
  evaluateReview,
  expandReview,
  type JsonValue,
  type Review,
  reviewOfRequest,
  type Violation,
} from '../../gatekeeper';
import { isJsonObject } from '../../policy';
import { forEngine } from '../evaluate';
import type { AdmissionFailure, AdmissionJudgement, AdmissionVerdict } from './admission-judgement';
import type { AdmissionRequest } from './parse-admission-review';
import type { PreparedAdmission } from './prepared-admission';

/** Limits of one review, in milliseconds. What they cut off is let through. */
export interface AdmissionBudget {
  /** For one constraint. */
  readonly policyMs: number;
  /** For the whole review. */
  readonly reviewMs: number;
  /** A clock in milliseconds. */
  readonly clock: () => number;
}

const nothing: AdmissionJudgement = { verdicts: [], failures: [] };

/**
 * Judges a request by the constraints in force: the object itself, and the Pods that a workload implies. A DELETE is
 * let through: it makes nothing worse, and the effect deny is about what is created or changed. Requests in namespaces
 * that AKS leaves out are let through. Whatever fails or takes too long is let through and listed.
 */
export function judgeAdmission(
  prepared: PreparedAdmission,
  request: AdmissionRequest,
  budget: AdmissionBudget,
): AdmissionJudgement {
  if (request.operation === 'DELETE' || isExcluded(request)) return nothing;
  const { kind } = request;
  const expands = request.operation !== 'CONNECT' && prepared.expander.expands(kind);
  if (!expands && prepared.enforced.candidates(kind.group, kind.kind).length === 0) return nothing;

  const verdicts: AdmissionVerdict[] = [];
  const failures: AdmissionFailure[] = [];
  const end = budget.clock() + budget.reviewMs;
  const judge = (review: Review, place: string): void => {
    for (const constraint of prepared.enforced.candidates(review.group, review.kind)) {
      const left = end - budget.clock();
      if (left <= 0) {
        failures.push(overBudget(constraint, budget.reviewMs));
        continue;
      }
      const outcome = evaluateReview(constraint, review, {
        budget: { milliseconds: Math.min(budget.policyMs, left) },
      });
      if (outcome.error !== undefined) failures.push({ constraint: constraint.name, ...outcome.error });
      for (const violation of outcome.violations)
        verdicts.push(...verdictsOf(prepared, constraint, violation, place));
    }
  };
  try {
    const review = reviewOfRequest(
      forEngine(request as Parameters<typeof forEngine>[0]),
      namespaceOf(request),
    );
    judge(review, '');
    if (expands)
      for (const implied of expandReview(prepared.expander, review))
        judge(implied, templatePlaces[kind.kind] ?? 'spec.template.');
  } catch (error) {
    const { code, message } = error as { code?: unknown; message?: unknown };
    failures.push({
      constraint: '',
      code: typeof code === 'string' ? code : 'AdmissionFailed',
      message: String(message),
    });
  }
  return { verdicts: verdicts.sort(inOrder), failures };
}

/** Where the implied Pod stands in a workload, so that a path leads there from the object that the user wrote. */
const templatePlaces: Readonly<Record<string, string>> = {
  CronJob: 'spec.jobTemplate.spec.template.',
  Job: 'spec.template.',
};

function isExcluded({ kind, namespace, name }: AdmissionRequest): boolean {
  const effective = kind.group === '' && kind.kind === 'Namespace' ? (name ?? namespace) : namespace;
  return effective !== undefined && alwaysExcludedNamespaces.includes(effective);
}

/**
 * The Namespace of the request as far as the request tells it: its name. Constraints of Azure Policy select namespaces
 * by name alone, so that its labels need not be read.
 */
function namespaceOf({ namespace }: AdmissionRequest): Parameters<typeof reviewOfRequest>[1] {
  if (namespace === undefined || namespace === '') return {};
  return { namespaceObject: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } } };
}

function* verdictsOf(
  prepared: PreparedAdmission,
  constraint: Constraint,
  { message, path, details }: Violation,
  place: string,
): Generator<AdmissionVerdict> {
  const policy = prepared.policyOf.get(constraint);
  if (policy === undefined) return;
  const value = isJsonObject(details) ? (details['value'] as JsonValue | undefined) : undefined;
  for (const action of constraint.enforcementActions('validation.gatekeeper.sh')) {
    if (action === 'dryrun') continue;
    yield {
      action,
      constraint: constraint.name,
      message,
      policy,
      ...(path === undefined ? {} : { path: `${place}${path}` }),
      ...(value === undefined ? {} : { value }),
    };
  }
}

const overBudget = (constraint: Constraint, milliseconds: number): AdmissionFailure => ({
  constraint: constraint.name,
  code: 'AdmissionOverBudget',
  message: `The review took more than ${milliseconds} ms before this constraint came to its turn.`,
});

const inOrder = (one: AdmissionVerdict, other: AdmissionVerdict): number =>
  compare(one.action, other.action) ||
  compare(one.message, other.message) ||
  compare(one.constraint, other.constraint);

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
