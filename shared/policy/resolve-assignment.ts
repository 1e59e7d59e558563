import { bindMember } from './bind-member';
import { bindParameters } from './bind-parameters';
import { canonicalJson } from './canonical-json';
import type { VersionChoice } from './choose-version';
import type { EvaluateExpression } from './evaluate-expression';
import type { JsonObject } from './json';
import { isResourceProviderMode, parseMode } from './mode';
import type { AssignmentOverride, PolicyAssignment } from './policy-assignment';
import type { PolicyDefinition } from './policy-definition';
import type { PolicyInForce } from './policy-in-force';
import { lookUp, type PolicyLibrary, pinNote, unreadableDefinition } from './policy-library';
import type { PolicyDefinitionReference, PolicySetDefinition } from './policy-set-definition';
import { type PolicyProblem, problemOf } from './problem';
import { resolveEffect } from './resolve-effect';
import { type SelectorSubject, selectsAll } from './selector';
import type { VersionPin } from './version';

/** What resolving needs beside the assignment. */
export interface ResolveContext {
  readonly library: PolicyLibrary;
  readonly evaluate: EvaluateExpression;
}

/** The resource as overrides see it. */
export type OverrideSubject = Omit<SelectorSubject, 'referenceKey'>;

/** Overrides that look at the resource make the result differ from resource to resource. */
export function variesByResource(assignment: PolicyAssignment): boolean {
  return assignment.overrides.some((override) =>
    override.selectors.some((selector) => selector.kind !== 'policyDefinitionReferenceId'),
  );
}

/**
 * Resolves an assignment to its policies, one per member: version, parameters (assignment → initiative → member
 * defaults), effect and overrides (azure-policy documentation, assignment structure). Never throws: whatever keeps a
 * member from being evaluated is its `problem`.
 */
export function resolveAssignment(
  assignment: PolicyAssignment,
  subject: OverrideSubject,
  context: ResolveContext,
): readonly PolicyInForce[] {
  if (!assignment.isInitiative) {
    return [
      resolveMember({ assignment, subject, values: assignment.parameters, bindingProblems: [] }, context),
    ];
  }
  const pin = versionOverride(assignment, subject, '') ?? assignment.pin;
  const found = lookUp(
    context.library.setDefinitions.get(assignment.definitionKey),
    pin,
    problemOf('SetDefinitionNotFound', assignment.id, assignment.policyDefinitionId),
  );
  if ('problem' in found) return [unresolved(assignment, assignment.policyDefinitionId, found.problem)];

  const setDefinition = found.chosen;
  const bound = bindParameters(setDefinition.declarations, assignment.parameters);
  const [setProblems, setNotes] = split(bound.problems, found.fallback);
  if (found.fallback && pin !== undefined) {
    setNotes.push(pinNote(setDefinition.id, pin, setDefinition.version));
  }
  return setDefinition.policyDefinitions.map((reference) => {
    const binding = bindMember(reference.parameters, bound.parameters, context.evaluate);
    const [problems, idle] = concerning(setProblems, reference);
    return resolveMember(
      {
        assignment,
        subject,
        set: {
          setDefinition,
          reference,
          parameters: bound.parameters,
          problems,
          notes: [...setNotes, ...idle],
        },
        values: binding.values,
        bindingProblems: binding.problems,
      },
      context,
    );
  });
}

/** The one policy of an assignment of which nothing can be resolved. */
export function unresolved(
  assignment: PolicyAssignment,
  definitionId: string,
  problem: PolicyProblem,
): PolicyInForce {
  return {
    key: `${assignment.key}|`,
    assignment,
    definition: unreadableDefinition(definitionId, undefined),
    parameters: {},
    effect: '',
    enforcementMode: assignment.enforcementMode,
    problem,
    notes: [],
    ruleHash: '',
  };
}

interface Member {
  readonly assignment: PolicyAssignment;
  readonly subject: OverrideSubject;
  readonly set?: {
    readonly setDefinition: PolicySetDefinition;
    readonly reference: PolicyDefinitionReference;
    readonly parameters: JsonObject;
    readonly problems: readonly PolicyProblem[];
    readonly notes: readonly PolicyProblem[];
  };
  /** Values for the definition's parameters. */
  readonly values: JsonObject;
  readonly bindingProblems: readonly PolicyProblem[];
}

function resolveMember(member: Member, context: ResolveContext): PolicyInForce {
  const { assignment, subject, set, values } = member;
  const referenceKey = set?.reference.key ?? '';
  const definitionId = set?.reference.policyDefinitionId ?? assignment.policyDefinitionId;
  const definitionKey = set?.reference.definitionKey ?? assignment.definitionKey;
  const common = {
    key: `${assignment.key}|${referenceKey}`,
    assignment,
    ...(set && { setDefinition: set.setDefinition, reference: set.reference, setParameters: set.parameters }),
    enforcementMode: assignment.enforcementMode,
  };

  const pin = memberPin(member, referenceKey);
  const entry = context.library.definitions.get(definitionKey);
  const found = lookUp(entry, pin, problemOf('DefinitionNotFound', assignment.id, definitionId));
  if ('problem' in found) {
    const definition = unreadableDefinition(definitionId, entry?.mode);
    return {
      ...common,
      definition,
      parameters: {},
      effect: '',
      problem: found.problem,
      notes: [],
      ruleHash: '',
    };
  }

  const definition = found.chosen;
  const bound = bindParameters(definition.declarations, values);
  const override = firstOverride(assignment, 'policyEffect', { ...subject, referenceKey });
  const resolved = resolveEffect(definition, bound.parameters, override?.value, context.evaluate);
  const [problems, notes] = gather(member, found, bound.problems);
  if (found.fallback && pin !== undefined) notes.push(pinNote(definition.id, pin, definition.version));
  const message = messageFor(assignment, definition, referenceKey);
  const isDisabled = resolved.effect === 'disabled' && resolved.problem === undefined;
  // What is switched off is not evaluated, so nothing can be wrong with its evaluation.
  const problem = isDisabled ? undefined : (modeProblem(definition) ?? problems[0] ?? resolved.problem);
  return {
    ...common,
    definition,
    parameters: bound.parameters,
    effect: resolved.effect,
    ...(message === undefined ? {} : { nonComplianceMessage: message }),
    ...(problem === undefined ? {} : { problem }),
    notes: isDisabled ? [...problems, ...notes] : notes,
    ruleHash: definition.ruleHash,
  };
}

function memberPin(member: Member, referenceKey: string): VersionPin | undefined {
  const { assignment, subject, set } = member;
  const override = versionOverride(assignment, subject, referenceKey);
  return override ?? (set === undefined ? assignment.pin : set.reference.pin);
}

/**
 * The pin of a version override. One that names reference ids is about these members; one that does not is about what
 * is assigned: the definition, or the initiative itself.
 */
function versionOverride(
  assignment: PolicyAssignment,
  subject: OverrideSubject,
  referenceKey: string,
): VersionPin | undefined {
  const override = firstOverride(
    assignment,
    'definitionVersion',
    { ...subject, referenceKey },
    ({ selectors }) => {
      const namesMembers = selectors.some((selector) => selector.kind === 'policyDefinitionReferenceId');
      return namesMembers === (referenceKey !== '');
    },
  );
  return override?.value;
}

function firstOverride<K extends AssignmentOverride['kind']>(
  assignment: PolicyAssignment,
  kind: K,
  subject: SelectorSubject,
  also: (override: AssignmentOverride) => boolean = () => true,
): Extract<AssignmentOverride, { kind: K }> | undefined {
  return assignment.overrides.find(
    (override): override is Extract<AssignmentOverride, { kind: K }> =>
      override.kind === kind && also(override) && selectsAll(override.selectors, subject),
  );
}

function gather(
  member: Member,
  found: VersionChoice<PolicyDefinition>,
  parameterProblems: readonly PolicyProblem[],
): [PolicyProblem[], PolicyProblem[]] {
  const declared = found.chosen.declarations;
  const bindings = member.bindingProblems.filter(({ target }) => declared.has(target?.toLowerCase() ?? ''));
  const idle = member.bindingProblems.filter((problem) => !bindings.includes(problem));
  const [problems, notes] = split(parameterProblems, found.fallback);
  return [
    [...(member.set?.problems ?? []), ...bindings, ...problems],
    [...(member.set?.notes ?? []), ...idle, ...notes],
  ];
}

/**
 * Problems that keep a policy from being evaluated, and those that only deserve a note: a value for a parameter that
 * the text does not have, and, where another version stands in for the pinned one, a value that this one would refuse.
 */
function split(found: readonly PolicyProblem[], fallback: boolean): [PolicyProblem[], PolicyProblem[]] {
  const isNote = ({ code }: PolicyProblem) =>
    code === 'ParameterUnknown' ||
    (fallback && (code === 'ParameterNotAllowed' || code === 'ParameterSchema'));
  return [found.filter((problem) => !isNote(problem)), found.filter(isNote)];
}

/** What is wrong with an initiative's parameters stops the members that read them, and is a note on the others. */
function concerning(
  problems: readonly PolicyProblem[],
  reference: PolicyDefinitionReference,
): [PolicyProblem[], PolicyProblem[]] {
  if (problems.length === 0) return [[], []];
  const text = canonicalJson(reference.parameters).toLowerCase();
  const isRead = ({ target = '' }: PolicyProblem) =>
    text.includes(JSON.stringify(`'${target.toLowerCase()}'`).slice(1, -1));
  return [problems.filter(isRead), problems.filter((problem) => !isRead(problem))];
}

function modeProblem(definition: PolicyDefinition): PolicyProblem | undefined {
  if (parseMode(definition.mode) !== undefined) return undefined;
  const code = isResourceProviderMode(definition.mode) ? 'UnsupportedMode' : 'InvalidMode';
  return problemOf(code, definition.id, definition.mode);
}

function messageFor(
  assignment: PolicyAssignment,
  definition: PolicyDefinition,
  referenceKey: string,
): string | undefined {
  const mode = parseMode(definition.mode);
  if (mode !== 'All' && mode !== 'Indexed') return undefined;
  const messages = assignment.nonComplianceMessages;
  const own = messages.find(
    (entry) => entry.referenceKey !== undefined && entry.referenceKey === referenceKey,
  );
  return (own ?? messages.find((entry) => entry.referenceKey === undefined))?.message;
}
