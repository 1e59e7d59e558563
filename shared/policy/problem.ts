/**
 * Everything that this folder can find wrong, with the sentence a person reads: what is wrong and what to do next.
 * The texts stand here and nowhere else; a code is stable and may be matched on.
 */
const messages = {
  NotAnObject: (what: string) => `${what} must be a JSON object. Hand over the document that ARM returns.`,
  TooDeep: (limit: number) => `The document is nested deeper than ${limit} levels. Flatten it.`,
  TooLarge: (limit: number) =>
    `The document is larger than ${limit} characters. Split the policy into smaller ones.`,
  InvalidId: (what: string, id: string) =>
    `'${clip(id)}' is not the ARM id of ${what}. Give the full id, starting with / and ending with the name.`,
  InvalidProperty: (path: string, expected: string) =>
    `'${clip(path)}' must be ${expected}. Correct the property.`,
  InvalidMode: (mode: string) =>
    `The mode '${clip(mode)}' is not known. Use All, Indexed or Microsoft.Kubernetes.Data.`,
  UnsupportedMode: (mode: string) =>
    `Plimsoll does not evaluate policies of mode '${clip(mode)}', only All, Indexed and Microsoft.Kubernetes.Data. ` +
    'Read this result from Azure Policy itself.',
  InvalidPolicyRule: (path: string, expected: string) =>
    `The policy rule's '${clip(path)}' must be ${expected}. Correct the definition.`,
  UnknownEffect: (effect: string) =>
    `'${clip(effect)}' is not an effect. Use audit, deny, append, modify, auditIfNotExists, deployIfNotExists, ` +
    'denyAction, manual, mutate or disabled.',
  RetiredEffect: (effect: string) =>
    `The effect '${clip(effect)}' is retired and is not evaluated. Replace the definition by its successor.`,
  EffectNotInMode: (effect: string, mode: string, allowed: string) =>
    `The effect '${clip(effect)}' does not exist in mode '${clip(mode)}'. Use one of ${allowed}.`,
  EffectNotAllowed: (effect: string, allowed: string) =>
    `The override's effect '${clip(effect)}' is not one that the definition allows. Use one of ${clip(allowed)}.`,
  EffectNotText: () =>
    'The effect is not a text. Let then.effect, or the parameter it reads, be the name of an effect.',
  EffectNotEvaluated: (cause: string) =>
    `The effect could not be evaluated: ${clip(cause)} Correct then.effect or the parameters it reads.`,
  DefinitionNotFound: (id: string) =>
    `The policy definition '${clip(id)}' was not found. Restore it, or delete what refers to it.`,
  SetDefinitionNotFound: (id: string) =>
    `The initiative '${clip(id)}' was not found. Restore it, or delete the assignments that refer to it.`,
  DefinitionOutOfReach: (id: string, scope: string) =>
    `The definition '${clip(id)}' cannot be used at '${clip(scope)}': a custom definition serves only the scope ` +
    'where it is stored and those below. Store it at a common ancestor.',
  NestedInitiative: (id: string) =>
    `The initiative's member '${clip(id)}' is itself an initiative. List its policy definitions instead.`,
  DuplicateReference: (id: string) =>
    `The reference id '${clip(id)}' occurs twice in the initiative. Give each member its own.`,
  DuplicateParameter: (name: string) =>
    `The parameter '${clip(name)}' is given twice, in letters of different case. Keep one.`,
  UnknownReference: (id: string, where: string) =>
    `${where} names the reference id '${clip(id)}', which the initiative does not have. Use one of its members' ids.`,
  UnknownGroup: (name: string) =>
    `The member's group '${clip(name)}' is not among policyDefinitionGroups. Add the group, or correct the name.`,
  ParameterMissing: (name: string) =>
    `The parameter '${clip(name)}' has no value and no default. Give it a value in the assignment's parameters.`,
  ParameterUnknown: (name: string, known: string) =>
    `The parameter '${clip(name)}' is not one of the definition's. ` +
    `Remove it, or use one of: ${known === '' ? '(the definition has none)' : clip(known)}.`,
  ParameterType: (name: string, expected: string, found: string) =>
    `The parameter '${clip(name)}' must be of type ${expected}, but its value is ${found}. Correct the value.`,
  ParameterNotAllowed: (name: string, value: string, allowed: string) =>
    `The parameter '${clip(name)}' does not allow ${clip(value)}. Use one of ${clip(allowed)}; letter case counts.`,
  ParameterSchema: (name: string, path: string, expected: string) =>
    `The parameter '${clip(name)}' does not fit its schema: '${clip(path)}' ${clip(expected)}. Correct the value.`,
  ParameterDeclaration: (name: string, expected: string) =>
    `The declaration of parameter '${clip(name)}' is wrong: ${expected}. Correct the definition.`,
  BindingFailed: (name: string, cause: string) =>
    `The value that the initiative binds to '${clip(name)}' could not be evaluated: ${clip(cause)} Correct the initiative.`,
  InvalidVersion: (path: string, text: string) =>
    `'${clip(path)}' is '${clip(text)}', but must be a version such as 1.*.*, 1.2.* or 1.*.*-preview.`,
  PinnedVersionNotAvailable: (pin: string, used: string) =>
    `The pinned version ${clip(pin)} is not available; version ${used} was evaluated instead. ` +
    'Supply the pinned text, or move the pin.',
  UnsupportedSelector: (kind: string) =>
    `The selector kind '${clip(kind)}' is not evaluated. Use resourceLocation, resourceType, resourceWithoutLocation ` +
    'or, in overrides and messages, policyDefinitionReferenceId.',
  SelectorInAndNotIn: (path: string) =>
    `'${clip(path)}' must have either 'in' or 'notIn'. Remove one, or add one.`,
  SelectorRepeated: (path: string, kind: string) =>
    `'${clip(path)}' has the kind '${clip(kind)}' twice. Put the values into one selector.`,
  SelectorsContradict: (path: string) =>
    `'${clip(path)}' has both resourceLocation and resourceWithoutLocation. Put them into two entries.`,
  UnsupportedOverride: (kind: string) =>
    `The override kind '${clip(kind)}' is not known. Use policyEffect or definitionVersion.`,
  TooMany: (path: string, limit: number) =>
    `'${clip(path)}' has more than ${limit} entries. Shorten the list.`,
  TooLong: (path: string, limit: number) =>
    `'${clip(path)}' is longer than ${limit} characters. Shorten the text.`,
  NotScopeOutside: (notScope: string, scope: string) =>
    `The excluded scope '${clip(notScope)}' is not below the assignment's scope '${clip(scope)}'. Remove it.`,
  LocationRequired: () =>
    "'location' must name a region when the assignment has a system-assigned identity, and must not be 'global'.",
  IdentityRequired: (effect: string) =>
    `An assignment whose effect can be ${effect} needs a managed identity. Add 'identity', and 'location' with it.`,
  VersionOverrideOnCustom: () =>
    'A definitionVersion override works on built-in definitions only. Remove it, or edit the custom definition.',
  ExemptionUnreadable: (id: string, cause: string) =>
    `The exemption '${clip(id)}' cannot be read, so it is not known what is exempt: ${cause}`,
  ExemptionOutsideScope: (id: string, scope: string) =>
    `The exemption '${clip(id)}' is not at or below the assignment's scope '${clip(scope)}' and is ignored. ` +
    "Move it, or set assignmentScopeValidation to 'DoNotValidate'.",
  ExemptionOrphan: (id: string, assignmentId: string) =>
    `The exemption '${clip(id)}' names the assignment '${clip(assignmentId)}', which does not exist. Delete it.`,
} as const;

/** The stable names of all problems. */
export type PolicyProblemCode = keyof typeof messages;

/** Something wrong with a policy object, as a value: it becomes an `Error` state, a refusal or a note. */
export interface PolicyProblem {
  readonly code: PolicyProblemCode;
  /** What is wrong and what to do next. */
  readonly message: string;
  /** What it concerns: an ARM id, a JSON path or a parameter name. */
  readonly target?: string;
}

/** A result, or the problem that stands in its place. */
export type Parsed<T> = { readonly value: T } | { readonly problem: PolicyProblem };

/** Longest piece of foreign text that is repeated in a message. */
const MAX_QUOTED_CHARACTERS = 300;

/** Makes the problem of that code; the arguments fill its sentence. */
export function problemOf<C extends PolicyProblemCode>(
  code: C,
  target: string | undefined,
  ...args: Parameters<(typeof messages)[C]>
): PolicyProblem {
  const write = messages[code] as (...values: unknown[]) => string;
  const message = write(...args);
  return target === undefined ? { code, message } : { code, message, target: clip(target) };
}

function clip(text: string): string {
  return text.length <= MAX_QUOTED_CHARACTERS ? text : `${text.slice(0, MAX_QUOTED_CHARACTERS)}…`;
}
