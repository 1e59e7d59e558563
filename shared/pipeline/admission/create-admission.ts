import type { HttpAnswer } from '../arm-answer';
import { armError } from '../arm-answer';
import type { IndexNeeds } from '../cluster-index';
import type { EvaluationPorts } from '../ports';
import { codeOf, type Rejections } from '../reject';
import type { WorkItem } from '../work-item';
import { clusterOfAdmissionPath, type Webhook } from './admission-address';
import { type AdmissionAnswer, allow, answerMutation, answerReview } from './answer-review';
import { changeOfRequest } from './change-of-request';
import { followAdmission } from './follow-admission';
import { judgeAdmission } from './judge-admission';
import { mutateAdmission } from './mutate-admission';
import { type Neighbours, neededToJudge, neededToMutate, readNeighbours } from './neighbours';
import { type AdmissionRequest, AdmissionReviewError, parseAdmissionReview } from './parse-admission-review';
import type { PreparedAdmission } from './prepared-admission';
import { withinTime } from './within-time';

/** A webhook call, free of any platform's types. */
export interface AdmissionCall {
  readonly clusterKey: string;
  readonly token: string;
  /** The body, an AdmissionReview as JSON. */
  readonly body: string;
}

/** The answer to a webhook call, and the work that follows from it. */
export interface AdmissionReply {
  readonly response: HttpAnswer;
  readonly items: readonly WorkItem[];
}

/** The webhooks of all clusters. */
export interface Admission {
  /**
   * Answers one call. What is broken, unknown or too slow on this side lets the request through and is counted; a call
   * that is no review, or does not know its path, is refused.
   *
   * @param warn takes what an operator should read
   */
  answer(webhook: Webhook, call: AdmissionCall, warn: (message: string) => void): Promise<AdmissionReply>;
}

export interface AdmissionParts {
  readonly ports: EvaluationPorts;
  readonly rejections: Rejections;
  /** Absent: admission is switched off. */
  readonly secret?: string;
}

/**
 * Times in milliseconds for: the policies of a cluster that was not asked about before, what they look up in the
 * cluster, and a whole review. Together less than the API server waits.
 */
const limits = { prepareMs: 2_000, neighboursMs: 800, reviewMs: 2_000 } as const;

/** Creates the webhooks. The policies of a cluster are read and compiled at its first call, and followed from then on. */
export function createAdmission({ ports, rejections, secret }: AdmissionParts): Admission {
  // A call is never kept waiting for a counter.
  const count = (code: string): void => void rejections.count('admission', code).catch(() => undefined);
  const followed = followAdmission(ports, (error) => count(codeOf(error)));

  const neighboursOf = async (
    prepared: PreparedAdmission,
    request: AdmissionRequest,
    needs: IndexNeeds | undefined,
  ): Promise<Neighbours> => {
    if (needs === undefined) return {};
    const index = ports.clusterIndexes.of(prepared.cluster);
    return readNeighbours(index, needs, request, limits.neighboursMs, (error) => count(codeOf(error)));
  };
  const judge = async (prepared: PreparedAdmission, request: AdmissionRequest): Promise<AdmissionAnswer> => {
    const neighbours = await neighboursOf(prepared, request, neededToJudge(prepared, request));
    const judgement = judgeAdmission(prepared, request, neighbours, {
      policyMs: ports.timeLimitMs,
      reviewMs: limits.reviewMs,
      clock: () => performance.now(),
    });
    for (const { code } of judgement.failures) count(code);
    return answerReview(request.uid, judgement);
  };
  const mutate = async (prepared: PreparedAdmission, request: AdmissionRequest): Promise<AdmissionAnswer> => {
    const neighbours = await neighboursOf(prepared, request, neededToMutate(prepared, request));
    const { patch, applied } = mutateAdmission(prepared, request, neighbours);
    return answerMutation(request.uid, patch, applied);
  };

  return {
    async answer(webhook, call, warn) {
      if (secret === undefined) return refused(404, 'AdmissionDisabled', switchedOff);
      const clusterId = clusterOfAdmissionPath(call, secret);
      if (clusterId === undefined) return refused(404, 'UnknownWebhook', unknownPath);
      let request: AdmissionRequest;
      try {
        request = parseAdmissionReview(call.body);
      } catch (error) {
        if (!(error instanceof AdmissionReviewError)) throw error;
        count(error.code);
        warn(error.message);
        return refused(400, error.code, error.message);
      }
      try {
        const prepared = await withinTime(followed.current(clusterId), limits.prepareMs, late);
        if (prepared === late) throw new AdmissionNotReadyError(clusterId);
        if (prepared === undefined) return answered(allow(request.uid));
        if (webhook === 'mutate') return answered(await mutate(prepared, request));
        const answer = await judge(prepared, request);
        const change = answer.response.allowed ? changeOfRequest(prepared, request, ports.now()) : undefined;
        return answered(answer, change === undefined ? [] : [change]);
      } catch (error) {
        count(codeOf(error));
        warn(`A request of ${clusterId} was let through unjudged: ${(error as Error).message}`);
        return answered(allow(request.uid));
      }
    },
  };
}

/** Stands for policies that did not come in time. */
const late: unique symbol = Symbol('late');

/** The policies of a cluster could not be read in time. */
class AdmissionNotReadyError extends Error {
  override readonly name = 'AdmissionNotReadyError';
  readonly code = 'AdmissionNotReady';
  constructor(clusterId: string) {
    super(
      `The policies of ${clusterId} could not be read within ${limits.prepareMs} ms. Keep an instance of the app always ready if this happens after pauses.`,
    );
  }
}

const switchedOff =
  'Admission is switched off. Set PLIMSOLL_ADMISSION_SECRET to 32 characters or more, then print the webhook configuration of each cluster anew.';
const unknownPath =
  'No webhook has this path. Print the webhook configuration of the cluster with: npm run admission:manifest -- <cluster id>';

const answered = (answer: AdmissionAnswer, items: readonly WorkItem[] = []): AdmissionReply => ({
  response: { status: 200, jsonBody: answer },
  items,
});

const refused = (status: number, code: string, message: string): AdmissionReply => ({
  response: armError(status, code, message),
  items: [],
});
