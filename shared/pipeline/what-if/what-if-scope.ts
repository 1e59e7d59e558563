import { ArmRequestError } from '../../azure';
import { type ArmResource, armIdKey, isClusterType, parseArmId } from '../../policy';
import { createClusterIndexes } from '../cluster-index';
import { ClusterUnreadableError, componentPages } from '../component-pages';
import type { EvaluationPorts } from '../ports';
import { readSurroundings } from '../read-surroundings';
import type { WhatIfProblem, WhatIfResult } from './answer';
import { askRelated } from './ask-related';
import { assignDefinitions } from './assign-definitions';
import { checkScope } from './check-scope';
import { compareResource } from './compare-resource';
import { completeProposal } from './complete-proposal';
import { inSmallPages } from './in-small-pages';
import type { JudgedResource } from './judge-both-sides';
import { judgeProposedResource } from './judge-proposed-resource';
import type { ResourceSides } from './side';
import type { Worlds } from './side-result';
import { tryProposal } from './try-proposal';
import type { WhatIfQuestion } from './what-if-question';
import { createReport } from './what-if-report';
import { withoutSecrets } from './without-secrets';
import { writtenResource } from './written-resource';

/** What answering takes. There is no store of states among it: nothing can be recorded. */
export type WhatIfPorts = Omit<EvaluationPorts, 'store' | 'policies' | 'clusterIndexes'> & {
  readonly policies: Pick<EvaluationPorts['policies'], 'objects'>;
};

/** Clusters that are looked at side by side. */
const clustersAtOnce = 4;
/** HTTP answers have to be there within 230 seconds in Azure; what is not looked at by then is told. */
const longestMs = 180_000;

/**
 * Which states would change in a scope if policies, or a cluster of it, were other than they are. Reads clusters as an
 * evaluation does, their objects page by page and only where a policy over objects differs, and records nothing.
 *
 * What Azure would refuse to accept is listed in `problems`, and tried all the same: a broken policy yields `Error`
 * states, as it would in force. Nothing is thrown for bad policy.
 */
export async function whatIfScope(question: WhatIfQuestion, ports: WhatIfPorts): Promise<WhatIfResult> {
  const started = ports.now();
  const isLate = (): boolean => ports.now().getTime() - started.getTime() > longestMs;
  const known = await ports.policies.objects();
  const proposal = assignDefinitions(known, question.proposal, question.scope, question.parameters);
  const present = await completeProposal(known, proposal, ports.resources.getResource);
  const { before, after, problems } = tryProposal(present.objects, proposal);
  const worlds = { before, after, engines: ports.engines };
  const clusters = clustersToTryOn(ports);
  const report = createReport([
    ...present.problems,
    ...problems,
    ...checkScope(proposal, question.scope, after),
  ]);
  const resources = resourcesToLookAt(question, ports);
  const lookAtNext = async (): Promise<void> => {
    for (let next = await resources.next(); !next.done; next = await resources.next()) {
      const { id } = next.value.after;
      if (isLate()) {
        report.addProblem(tooLate('before this resource was looked at', id));
        continue;
      }
      try {
        report.add(
          await lookAt(next.value, worlds, started.toISOString(), isLate, { ...ports, ...clusters }),
        );
      } catch (error) {
        if (!(error instanceof ArmRequestError)) throw error;
        report.addProblem({ code: error.code, message: error.message, target: id });
      }
    }
  };
  await Promise.all(Array.from({ length: clustersAtOnce }, lookAtNext));
  return report.result();
}

/** Clusters as trials see them: without the values of Secrets, a little at a time, and with indexes that are not kept. */
function clustersToTryOn({ openCluster }: WhatIfPorts): Pick<TrialPorts, 'openCluster' | 'clusterIndexes'> {
  const open: typeof openCluster = async (cluster) =>
    inSmallPages(withoutSecrets(await openCluster(cluster)));
  return { openCluster: open, clusterIndexes: createClusterIndexes(open) };
}

type TrialPorts = WhatIfPorts & Pick<EvaluationPorts, 'clusterIndexes'>;

interface ResourceToLookAt {
  readonly before: ArmResource | undefined;
  readonly after: ArmResource;
}

async function* resourcesToLookAt(
  { scope, resource }: WhatIfQuestion,
  ports: WhatIfPorts,
): AsyncGenerator<ResourceToLookAt> {
  const proposedKey = resource === undefined ? undefined : armIdKey(resource.id);
  if (resource !== undefined)
    yield { before: await ports.resources.getResource(resource.id), after: resource };
  const only = isResource(scope) ? await ports.resources.getResource(scope) : undefined;
  const listed = isResource(scope) ? (only === undefined ? [] : [only]) : ports.resources.listClusters(scope);
  for await (const cluster of listed)
    if (armIdKey(cluster.id) !== proposedKey) yield { before: cluster, after: cluster };
}

const isResource = (scope: string): boolean => armIdKey(scope).includes('/providers/');

async function lookAt(
  { before, after }: ResourceToLookAt,
  worlds: Worlds,
  evaluatedAt: string,
  isLate: () => boolean,
  ports: TrialPorts,
): Promise<Parameters<ReturnType<typeof createReport>['add']>[0]> {
  const asked = await readSurroundings(after, worlds.after, evaluatedAt, ports);
  const written = before === after ? undefined : writtenResource(asked, worlds.after, ports.engines);
  const around = written === undefined ? asked : { ...asked, resource: written.resource };
  const sides: ResourceSides = {
    before: before === undefined ? undefined : { ...around, resource: before },
    after: around,
  };
  const comparison = compareResource(worlds, sides);
  const judged = comparison.evaluate(
    await askRelated(comparison.questions, sides, ports.resources),
    await ports.templates?.find(comparison.templateUrls, ports.now()),
  );
  const problems = before === undefined ? [] : await addComponents(before, judged, isLate, ports);
  const looked = { policies: comparison.policies, changes: judged.changes() };
  if (written === undefined) return { ...looked, problems };
  const states = judged.proposedStates();
  return {
    ...looked,
    proposed: judgeProposedResource(around, written, states, worlds.after, ports.engines),
    problems: around.resourceGroup === undefined ? [...problems, homeless(after)] : problems,
  };
}

/** Judges the objects of a cluster, page by page. Gives the problem when they cannot be read to their end. */
async function addComponents(
  cluster: ArmResource,
  judged: JudgedResource,
  isLate: () => boolean,
  ports: TrialPorts,
): Promise<readonly WhatIfProblem[]> {
  if (judged.constraints.size === 0 || !isClusterType(cluster.type)) return [];
  const giveUp = (problem: WhatIfProblem): readonly WhatIfProblem[] => {
    judged.componentsUnreadable(problem);
    return [problem];
  };
  try {
    for await (const page of componentPages(cluster, judged.constraints, ports)) {
      for (const component of page) judged.addComponent(component);
      if (isLate()) return giveUp(tooLate('before all objects of this cluster were looked at', cluster.id));
    }
    return [];
  } catch (error) {
    if (!(error instanceof ClusterUnreadableError)) throw error;
    return giveUp({ code: error.code, message: error.message, target: cluster.id });
  }
}

const tooLate = (when: string, target: string): WhatIfProblem => ({
  code: 'NotLookedAt',
  message: `${longestMs / 1000} seconds had passed ${when}. Ask for a smaller scope, or propose less at once.`,
  target,
});

const homeless = ({ id }: ArmResource): WhatIfProblem => ({
  code: 'ResourceGroupNotFound',
  message: `There is no resource group '${parseArmId(id)?.resourceGroup}'. Create it before the cluster, or correct the id.`,
  target: id,
});
