import type { JsonObject, PolicyObjects } from '../../policy';
import { clusterConstraints } from '../component-pages';
import { type Engines, evaluateObject, type LocatedObject } from '../evaluate';
import type { WhatIfResult } from './answer';
import { compareResource } from './compare-resource';
import { judgeProposedResource } from './judge-proposed-resource';
import type { Proposal } from './proposal';
import type { RelatedAnswers, ResourceSides } from './side';
import { tryProposal } from './try-proposal';
import { createReport } from './what-if-report';

/** A resource to look at, and what is known around it. */
export interface WhatIfResource extends ResourceSides {
  /** Answers to what `…IfNotExists` policies ask, by policy key and side. */
  readonly related?: RelatedAnswers;
  /** The Kubernetes objects of a cluster, in pages that are read once; and its Namespaces by name. */
  readonly objects?: {
    readonly pages: Iterable<readonly LocatedObject[]>;
    readonly namespaces: ReadonlyMap<string, JsonObject>;
  };
}

/** Everything that the question is about. */
export interface WhatIfInput {
  /** All policy objects as they are, raw. */
  readonly present: PolicyObjects;
  readonly proposal: Proposal;
  readonly resources: Iterable<WhatIfResource>;
  readonly engines: Engines;
  /** Wall time for one policy on one object, in milliseconds. */
  readonly timeLimitMs: number;
}

/**
 * Which states would change if policies, or resources, were other than they are. Pure: resources, their surroundings
 * and the time (`evaluatedAt`) come in as data, and only policies that differ are evaluated.
 *
 * What Azure would refuse to accept is listed in `problems`, and tried all the same: a broken policy yields `Error`
 * states, as it would in force. Nothing is thrown for bad policy. The state of a policy over Kubernetes objects comes
 * from `objects`; without them it is that of an empty cluster.
 */
export function whatIf(input: WhatIfInput): WhatIfResult {
  const { engines, timeLimitMs } = input;
  const { before, after, problems } = tryProposal(input.present, input.proposal);
  const worlds = { before, after, engines };
  const report = createReport(problems);
  for (const resource of input.resources) {
    const comparison = compareResource(worlds, resource);
    const judged = comparison.evaluate(resource.related ?? { before: new Map(), after: new Map() });
    const constraints = clusterConstraints(judged.constraints, timeLimitMs);
    if (judged.constraints.size > 0)
      for (const page of resource.objects?.pages ?? [])
        for (const located of page)
          judged.addComponent(
            evaluateObject(located, constraints, resource.objects?.namespaces ?? new Map()),
          );
    report.add({
      policies: comparison.policies,
      changes: judged.changes(),
      ...(resource.after !== undefined && resource.after.resource !== resource.before?.resource
        ? { proposed: judgeProposedResource(resource.after, judged.proposedStates(), after, engines) }
        : {}),
    });
  }
  return report.result();
}
