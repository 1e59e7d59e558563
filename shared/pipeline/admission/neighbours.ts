import type { JsonObject } from '../../policy';
import type { ClusterIndex, IndexNeeds } from '../cluster-index';
import { isNamespace, judgedConstraints } from './judged-constraints';
import type { AdmissionRequest } from './parse-admission-review';
import type { PreparedAdmission } from './prepared-admission';
import { withinTime } from './within-time';

/** What is known of the cluster beside the object under review. What is absent was not asked for, or could not be read. */
export interface Neighbours {
  /** `data.inventory`. */
  readonly inventory?: JsonObject;
  /** The Namespace of the object, whole. */
  readonly namespaceObject?: JsonObject;
}

const none: Neighbours = {};

/** What the constraints that judge a request need to know; undefined where they need nothing. */
export function neededToJudge(
  prepared: PreparedAdmission,
  request: AdmissionRequest,
): IndexNeeds | undefined {
  const { needs, namespaced, mutationsNamespaced } = prepared;
  if (needs.kinds.length === 0 && !needs.namespaces && !mutationsNamespaced) return undefined;
  const judged = judgedConstraints(prepared, request);
  if (judged === undefined) return undefined;
  const inventory = judged.expands || judged.own.some(({ template }) => template.program.usesInventory);
  // What a workload implies is mutated before it is judged.
  const namespaces = judged.expands
    ? needs.namespaces || mutationsNamespaced
    : judged.own.some((constraint) => namespaced.has(constraint));
  return asked({ kinds: inventory ? needs.kinds : [], namespaces: namespaces && isNamespaced(request) });
}

/** What the mutators need to know; undefined where they need nothing. */
export const neededToMutate = (
  prepared: PreparedAdmission,
  request: AdmissionRequest,
): IndexNeeds | undefined =>
  asked({ kinds: [], namespaces: prepared.mutationsNamespaced && isNamespaced(request) });

const asked = (needs: IndexNeeds): IndexNeeds | undefined =>
  needs.kinds.length > 0 || needs.namespaces ? needs : undefined;

const isNamespaced = (request: AdmissionRequest): boolean =>
  !isNamespace(request) && request.namespace !== undefined && request.namespace !== '';

/**
 * Reads what a review needs to know of the cluster. Waits only for an index that is new or was not used for a while;
 * what does not come in time is left out, and goes on being read for the next review.
 *
 * @param patienceMs longest wait
 * @param onFailure told when the cluster could not be read
 */
export async function readNeighbours(
  index: ClusterIndex,
  needs: IndexNeeds,
  request: AdmissionRequest,
  patienceMs: number,
  onFailure: (error: unknown) => void,
): Promise<Neighbours> {
  const read = async (): Promise<Neighbours> => {
    const { inventory, namespaces } = await index.follow(needs);
    const name = request.namespace ?? '';
    // The Namespace may have been made a moment before.
    const namespaceObject = needs.namespaces
      ? (namespaces.get(name) ?? (await index.namespace(name)))
      : undefined;
    return {
      ...(inventory === undefined ? {} : { inventory }),
      ...(namespaceObject === undefined ? {} : { namespaceObject }),
    };
  };
  const reading = read().catch((error: unknown) => {
    onFailure(error);
    return none;
  });
  return withinTime(reading, patienceMs, none);
}
