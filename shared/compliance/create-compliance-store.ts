import type { ComplianceStore, ComponentScope, HistoryPage, StateScope } from './compliance-store';
import { createScanStore } from './create-scan-store';
import type { Condition, DocumentQuery, DocumentStore } from './document-store';
import type { ComponentStateDocument, ResourceHead, StateDocument, TransitionDocument } from './documents';
import { NEVER, newest, policyMark } from './marks';
import { HEAD_ID } from './plan-record';
import { queryAll, queryPages } from './query-all';
import { resourceKeyOf, stateId } from './state-id';

const HISTORY_PAGE = 100;
const LIVE: Condition = { field: 'live', equals: true };

/** The compliance store over any place that keeps documents. */
export function createComplianceStore(documents: DocumentStore): ComplianceStore {
  return {
    documents,
    ...createScanStore(documents),

    async states(scope) {
      const query = queryOf(scope);
      const [found, heads] = await Promise.all([
        queryAll<StateDocument>(documents, 'policyStates', query),
        readHeads(documents, scope),
      ]);
      return found.map(({ document }) => {
        const marks = heads.get(document.partition)?.marks;
        const evaluated = marks
          ? policyMark(marks, document.id, document.assignmentKey, document)
          : undefined;
        return { ...document.state, timestamp: newest(document.state.timestamp, evaluated) };
      });
    },

    async *componentStates(scope) {
      const heads = await readHeads(documents, scope);
      const query = queryOf(scope);
      for await (const page of queryPages<ComponentStateDocument>(documents, 'componentStates', query)) {
        if (page.length === 0) continue;
        yield page.map(({ document: { partition, stateId, component } }) => {
          const marks = heads.get(partition)?.marks;
          const timestamp = newest(component.timestamp, marks?.components, marks?.componentsOf[stateId]);
          return { ...component, timestamp };
        });
      }
    },

    async objectsEvaluatedAt(resourceId, policyKeys) {
      const key = resourceKeyOf(resourceId);
      const marks = (await documents.read<ResourceHead>('resources', key, HEAD_ID))?.document.marks;
      const of = (policyKey: string): string =>
        newest(marks?.components, marks?.componentsOf[stateId(resourceId, policyKey)]);
      const [oldest] = policyKeys === undefined ? [newest(marks?.components)] : policyKeys.map(of).sort();
      return oldest === undefined || oldest === NEVER ? undefined : oldest;
    },

    historyOfResource: (resourceId, page) => readHistory(documents, resourceId, [], page),

    historyOfState: (resourceId, id, page) =>
      readHistory(documents, resourceId, [{ field: 'stateId', equals: id }], page),

    async resourcesWithStates(scope) {
      const heads = await queryAll<ResourceHead>(documents, 'resources', queryOf(scope));
      return heads.map(({ document: { resourceId, marks } }) => ({
        resourceId,
        evaluatedAt: marks.policies ?? null,
      }));
    },
  };
}

async function readHeads(documents: DocumentStore, scope: StateScope): Promise<Map<string, ResourceHead>> {
  if (typeof scope === 'object' && 'resourceId' in scope) {
    const head = await documents.read<ResourceHead>('resources', resourceKeyOf(scope.resourceId), HEAD_ID);
    return new Map(head ? [[head.document.partition, head.document]] : []);
  }
  const where =
    typeof scope === 'object' && 'subscriptionId' in scope && scope.subscriptionId !== undefined
      ? queryOf({ subscriptionId: scope.subscriptionId })
      : queryOf('all');
  const heads = await queryAll<ResourceHead>(documents, 'resources', where);
  return new Map(heads.map(({ document }) => [document.partition, document]));
}

function queryOf(scope: StateScope | ComponentScope): DocumentQuery {
  if (scope === 'all') return { where: [LIVE] };
  if ('resourceId' in scope) return { partition: resourceKeyOf(scope.resourceId), where: [LIVE] };
  if ('managementGroup' in scope) {
    return { where: [LIVE, { field: 'managementGroupKeys', includes: scope.managementGroup.toLowerCase() }] };
  }
  const where: Condition[] = [LIVE];
  const equals = (
    field: Extract<Condition, { equals: unknown }>['field'],
    value: string | undefined,
  ): void => {
    if (value !== undefined) where.push({ field, equals: value.toLowerCase() });
  };
  equals('subscriptionKey', scope.subscriptionId);
  if ('resourceGroup' in scope) equals('resourceGroupKey', scope.resourceGroup);
  if ('assignmentId' in scope) equals('assignmentKey', scope.assignmentId);
  if ('definitionName' in scope) equals('definitionNameKey', scope.definitionName);
  if ('setDefinitionName' in scope) equals('setDefinitionNameKey', scope.setDefinitionName);
  return { where };
}

async function readHistory(
  documents: DocumentStore,
  resourceId: string,
  where: readonly Condition[],
  { size = HISTORY_PAGE, continuation }: { size?: number; continuation?: string } = {},
): Promise<HistoryPage> {
  const page = await documents.query<TransitionDocument>('history', {
    partition: resourceKeyOf(resourceId),
    where,
    newestFirst: true,
    pageSize: size,
    ...(continuation === undefined ? {} : { continuation }),
  });
  return {
    transitions: page.items.map(({ document }) => document.transition),
    ...(page.continuation === undefined ? {} : { continuation: page.continuation }),
  };
}
