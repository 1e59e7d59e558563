import { applyWrites } from './apply-writes';
import { ComplianceStoreError } from './compliance-store-error';
import { outcomesByPolicy } from './component-pair';
import type { Condition, DocumentStore } from './document-store';
import type { ComponentDocument, ResourceHead, StateDocument, Tombstone } from './documents';
import type { EvaluatedComponent } from './evaluation';
import { HEAD_ID, planRecord } from './plan-record';
import type { PolicyStateTransition } from './policy-state-transition';
import { queryAll, queryPages, readByIds } from './query-all';
import type { RecordStep } from './record-step';
import { componentKeyOf, policyKeyOfState, resourceKeyOf, stateId } from './state-id';

const MAX_ATTEMPTS = 20;
/** Largest head that is written: Cosmos DB takes 2 MB of UTF-8 in a document. */
const MAX_HEAD_BYTES = 1_500_000;

/** Records the steps of one evaluation, one after the other, and remembers what it has read in between. */
export interface RecordSession {
  /** The stored objects that an evaluation of the whole cluster did not find, without outcomes. */
  vanished(): Promise<readonly EvaluatedComponent[]>;
  /**
   * Records a step, again from the start when another recorder of the resource was faster. A step that closes also
   * takes the objects that others have stored since {@link vanished} and that the evaluation did not find.
   */
  record(step: RecordStep): Promise<readonly PolicyStateTransition[]>;
}

/** @param isFound whether an evaluation of the whole cluster found the object with this id. */
export function openRecordSession(
  store: DocumentStore,
  resourceId: string,
  isFound: (componentId: string) => boolean,
): RecordSession {
  const partition = resourceKeyOf(resourceId);
  let head: { document: ResourceHead; etag: string } | undefined;
  let isRead = false;
  /** What is known of the states: undefined = there is none. Complete when `knowsAll`. */
  let states = new Map<string, StateDocument | undefined>();
  let knowsAll = false;
  /** The recording up to which all objects have been compared with those found; undefined: not asked for. */
  let comparedUpTo: number | undefined;

  return { vanished, record };

  async function vanished(): Promise<readonly EvaluatedComponent[]> {
    if (!isRead) await readHead();
    comparedUpTo = head?.document.sequence ?? 0;
    return vanishedSince(-1);
  }

  async function vanishedSince(sequence: number): Promise<EvaluatedComponent[]> {
    const gone: EvaluatedComponent[] = [];
    const where: Condition[] = [
      { field: 'live', equals: true },
      { field: 'sequence', above: sequence },
    ];
    for await (const page of queryPages<ComponentDocument>(store, 'components', { partition, where })) {
      for (const { document } of page) {
        const { componentId, componentType, componentName } = document;
        if (!isFound(componentId)) gone.push({ componentId, componentType, componentName, outcomes: [] });
      }
    }
    return gone;
  }

  async function record(given: RecordStep): Promise<readonly PolicyStateTransition[]> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
      if (attempt > 0) await pause(attempt);
      if (!isRead) await readHead();
      const step = await withLatecomers(given);
      const components = await readComponents(step);
      await readStates(step, components);
      const plan = planRecord({ head: head?.document, states: knownStates(), components }, step);
      if (plan.head === undefined) return [];
      if (isTooLarge(plan.head) && step.components.length > 1) return recordHalves(step);
      if (await commit(plan.head, plan.states)) return plan.transitions;
      forget();
    }
    throw new ComplianceStoreError(
      'contention',
      resourceId,
      `Other evaluations of ${resourceId} were recorded first ${MAX_ATTEMPTS} times. Deliver the work item again later.`,
    );
  }

  /** What others stored after the comparison, from older evaluations, must not survive the close. */
  async function withLatecomers(step: RecordStep): Promise<RecordStep> {
    if (!step.closes || comparedUpTo === undefined) return step;
    const listed = new Set(step.components.map(({ componentId }) => componentId));
    const late = (await vanishedSince(comparedUpTo)).filter(({ componentId }) => !listed.has(componentId));
    return late.length === 0 ? step : { ...step, components: [...step.components, ...late] };
  }

  /** The first half takes what concerns the policies, the second one closes. */
  async function recordHalves(step: RecordStep): Promise<readonly PolicyStateTransition[]> {
    const middle = step.components.length >> 1;
    const first = await record({ ...step, components: step.components.slice(0, middle), closes: false });
    const rest = { removesOthers: false, marksPolicies: 'none' as const };
    return [...first, ...(await record({ ...step, ...rest, components: step.components.slice(middle) }))];
  }

  async function commit(next: ResourceHead, after: ReadonlyMap<string, StateDocument>): Promise<boolean> {
    const etag = await store.write('resources', { document: next, ...(head ? { etag: head.etag } : {}) });
    if (etag === undefined) return false;
    for (const id of states.keys()) states.set(id, after.get(id));
    for (const [id, state] of after) states.set(id, state);
    head = { document: next, etag };
    await finishPending();
    return true;
  }

  /** Does what the head says is still to be done, and notes that it is done. */
  async function finishPending(): Promise<void> {
    if (head === undefined || head.document.pending.length === 0) return;
    await applyWrites(store, partition, head.document.sequence, head.document.pending);
    const document = { ...head.document, pending: [] };
    const etag = await store.write('resources', { document, etag: head.etag });
    // Another recorder has helped, or gone on: read again before the next step.
    if (etag === undefined) forget();
    else head = { document, etag };
  }

  async function readHead(): Promise<void> {
    head = await store.read<ResourceHead>('resources', partition, HEAD_ID);
    isRead = true;
    await finishPending();
    if (!isRead) await readHead();
  }

  async function readComponents(step: RecordStep): Promise<Map<string, ComponentDocument>> {
    const keys = [
      ...new Set(step.components.map(({ componentId }) => componentKeyOf(resourceId, componentId))),
    ];
    const found = await readByIds<ComponentDocument>(store, 'components', partition, keys);
    return new Map(found.map(({ document }) => [document.id, document]));
  }

  async function readStates(
    step: RecordStep,
    components: ReadonlyMap<string, ComponentDocument>,
  ): Promise<void> {
    if (knowsAll) return;
    const all = step.removesOthers || step.closes;
    const wanted = all ? [] : [...idsNeeded(step, components)].filter((id) => !states.has(id));
    const found = all
      ? await queryAll<StateDocument | Tombstone>(store, 'policyStates', { partition })
      : await readByIds<StateDocument | Tombstone>(store, 'policyStates', partition, wanted);
    for (const id of wanted) states.set(id, undefined);
    for (const { document } of found) states.set(document.id, document.removed ? undefined : document);
    knowsAll = all;
  }

  function idsNeeded(step: RecordStep, components: ReadonlyMap<string, ComponentDocument>): Set<string> {
    const given = step.states.map(({ content }) => policyKeyOfState(content));
    const seen = step.components.flatMap((component) => [...outcomesByPolicy(component).keys()]);
    const ids = [...given, ...seen].map((key) => stateId(resourceId, key));
    return new Set([...ids, ...[...components.values()].flatMap(({ pairs }) => Object.keys(pairs))]);
  }

  function knownStates(): Map<string, StateDocument> {
    return new Map([...states].flatMap(([id, state]) => (state ? [[id, state]] : [])));
  }

  function forget(): void {
    head = undefined;
    isRead = false;
    states = new Map();
    knowsAll = false;
  }
}

function isTooLarge(head: ResourceHead): boolean {
  return Buffer.byteLength(JSON.stringify(head)) > MAX_HEAD_BYTES;
}

function pause(attempt: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, Math.min(2 ** attempt, 250)));
}
