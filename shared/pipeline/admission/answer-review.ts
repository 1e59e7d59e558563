import type { AdmissionJudgement, AdmissionVerdict } from './admission-judgement';

/** An AdmissionReview v1 with its response, as JSON. */
export interface AdmissionAnswer {
  readonly apiVersion: 'admission.k8s.io/v1';
  readonly kind: 'AdmissionReview';
  readonly response: AdmissionResponse;
}

interface AdmissionResponse {
  readonly uid: string;
  readonly allowed: boolean;
  readonly status?: {
    readonly code: 403;
    readonly reason: 'Forbidden';
    readonly message: string;
    readonly details: { readonly causes: readonly StatusCause[] };
  };
  readonly patchType?: 'JSONPatch';
  readonly patch?: string;
  readonly warnings?: readonly string[];
  readonly auditAnnotations?: Readonly<Record<string, string>>;
}

interface StatusCause {
  readonly reason: 'PolicyViolation';
  readonly message: string;
  readonly field?: string;
}

/** Verdicts that are spelled out in annotations and causes; the message always has all of them. */
const mostDetailed = 20;

/** Lets a request through, with warnings where there are any. */
export const allow = (uid: string): AdmissionAnswer => answer({ uid, allowed: true });

/**
 * The answer to a validating webhook call. The message has one line `[<constraint>] <message>` per denial, as
 * Gatekeeper writes it; the causes and the audit annotation `violations` name assignment, definition, path and value.
 */
export function answerReview(uid: string, { verdicts, failures }: AdmissionJudgement): AdmissionAnswer {
  const denials = verdicts.filter(({ action }) => action === 'deny');
  const warnings = linesOf(verdicts.filter(({ action }) => action === 'warn'));
  const annotations = {
    ...(verdicts.length === 0 ? {} : { violations: JSON.stringify(firstOf(verdicts).map(recordOf)) }),
    ...(failures.length === 0 ? {} : { unjudged: JSON.stringify(failures.slice(0, mostDetailed)) }),
  };
  return answer({
    uid,
    allowed: denials.length === 0,
    ...(denials.length === 0
      ? {}
      : {
          status: {
            code: 403,
            reason: 'Forbidden',
            message: linesOf(denials).join('\n'),
            details: { causes: firstOf(denials).map(causeOf) },
          },
        }),
    ...(warnings.length === 0 ? {} : { warnings }),
    ...(Object.keys(annotations).length === 0 ? {} : { auditAnnotations: annotations }),
  });
}

/** The answer to a mutating webhook call; no patch at all where nothing changes, as Kubernetes wants it. */
export function answerMutation(
  uid: string,
  patch: readonly object[],
  applied: readonly string[],
): AdmissionAnswer {
  if (patch.length === 0) return allow(uid);
  return answer({
    uid,
    allowed: true,
    patchType: 'JSONPatch',
    patch: Buffer.from(JSON.stringify(patch)).toString('base64'),
    auditAnnotations: { mutations: applied.join(',') },
  });
}

const answer = (response: AdmissionResponse): AdmissionAnswer => ({
  apiVersion: 'admission.k8s.io/v1',
  kind: 'AdmissionReview',
  response,
});

const linesOf = (verdicts: readonly AdmissionVerdict[]): string[] => [
  ...new Set(verdicts.map(({ constraint, message }) => `[${constraint}] ${message}`)),
];

const firstOf = (verdicts: readonly AdmissionVerdict[]): readonly AdmissionVerdict[] =>
  verdicts.slice(0, mostDetailed);

function recordOf({ action, constraint, message, policy, path, value }: AdmissionVerdict): object {
  return {
    action,
    constraint,
    assignmentId: policy.assignment.id,
    definitionId: policy.definition.id,
    ...(policy.setDefinition === undefined ? {} : { setDefinitionId: policy.setDefinition.id }),
    ...(policy.reference === undefined ? {} : { definitionReferenceId: policy.reference.referenceId }),
    ...(path === undefined ? {} : { path }),
    ...(value === undefined ? {} : { value }),
    message,
  };
}

function causeOf({ constraint, policy, path, value }: AdmissionVerdict): StatusCause {
  const { assignment, definition, setDefinition, reference } = policy;
  const parts = [
    `constraint ${constraint}`,
    `policy "${definition.displayName ?? definition.name}" (${definition.id})`,
    ...(setDefinition === undefined
      ? []
      : [`of initiative ${setDefinition.id} as ${reference?.referenceId ?? definition.name}`]),
    `assigned by "${assignment.displayName ?? assignment.name}" (${assignment.id})`,
    ...(value === undefined ? [] : [`value ${JSON.stringify(value)}`]),
  ];
  return {
    reason: 'PolicyViolation',
    message: parts.join(', '),
    ...(path === undefined ? {} : { field: path }),
  };
}
