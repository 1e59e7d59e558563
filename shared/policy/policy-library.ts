import { chooseVersion, type VersionChoice } from './choose-version';
import { isJsonObject, type JsonValue, ownProperty } from './json';
import { type PolicyDefinition, parsePolicyDefinition } from './policy-definition';
import { type PolicySetDefinition, parsePolicySetDefinition } from './policy-set-definition';
import { type Parsed, type PolicyProblem, problemOf } from './problem';
import { type PolicyObjectType, policyObjectId } from './read-object';
import { firstVersion, type PolicyVersion, type VersionPin } from './version';

/** All texts of one definition or initiative that are at hand, and what is wrong with those that cannot be read. */
export interface LibraryEntry<T> {
  readonly id: string;
  readonly versions: T[];
  problem?: PolicyProblem;
  /** The mode of an unreadable definition, where at least that can be read. */
  mode?: string;
}

/** Definitions and initiatives by key. */
export interface PolicyLibrary {
  readonly definitions: ReadonlyMap<string, LibraryEntry<PolicyDefinition>>;
  readonly setDefinitions: ReadonlyMap<string, LibraryEntry<PolicySetDefinition>>;
}

/** Reads definitions and initiatives; the unreadable ones stay in the library with their problem. */
export function buildLibrary(
  definitions: readonly JsonValue[],
  setDefinitions: readonly JsonValue[],
  report: (kind: PolicyObjectType, problem: PolicyProblem) => void,
): PolicyLibrary {
  return {
    definitions: collect(definitions, 'policydefinitions', parsePolicyDefinition, report),
    setDefinitions: collect(setDefinitions, 'policysetdefinitions', parsePolicySetDefinition, report),
  };
}

/** The text that a pin stands for, or why there is none. */
export function lookUp<T extends { readonly version: PolicyVersion }>(
  entry: LibraryEntry<T> | undefined,
  pin: VersionPin | undefined,
  missing: PolicyProblem,
): VersionChoice<T> | { readonly problem: PolicyProblem } {
  if (entry === undefined) return { problem: missing };
  return chooseVersion(entry.versions, pin) ?? { problem: entry.problem ?? missing };
}

/** What stands in for a definition that is missing or unreadable, so that its problem has a place to be reported. */
export function unreadableDefinition(id: string, mode: string | undefined): PolicyDefinition {
  return {
    id,
    key: id.toLowerCase(),
    name: id.slice(id.lastIndexOf('/') + 1),
    policyType: 'NotSpecified',
    mode: mode ?? 'All',
    metadata: {},
    version: firstVersion,
    parameters: {},
    declarations: new Map(),
    policyRule: {},
    ruleHash: '',
  };
}

/** The note that goes with a text which stands in for a pinned one. */
export function pinNote(target: string, pin: VersionPin, version: PolicyVersion): PolicyProblem {
  return problemOf('PinnedVersionNotAvailable', target, pin.text, version.text);
}

function collect<T extends { readonly id: string; readonly key: string; readonly version: PolicyVersion }>(
  raws: readonly JsonValue[],
  kind: PolicyObjectType,
  parse: (raw: JsonValue) => Parsed<T>,
  report: (kind: PolicyObjectType, problem: PolicyProblem) => void,
): Map<string, LibraryEntry<T>> {
  const entries = new Map<string, LibraryEntry<T>>();
  const entryOf = (id: string, key: string) => {
    const entry = entries.get(key) ?? { id, versions: [] };
    entries.set(key, entry);
    return entry;
  };
  for (const raw of raws) {
    const parsed = parse(raw);
    if ('value' in parsed) {
      const { versions } = entryOf(parsed.value.id, parsed.value.key);
      if (!versions.some((other) => isSameVersion(other.version, parsed.value.version))) {
        versions.push(parsed.value);
      }
      continue;
    }
    report(kind, parsed.problem);
    const id = isJsonObject(raw) ? ownProperty(raw, 'id') : undefined;
    const armId = typeof id === 'string' ? policyObjectId(id, kind) : undefined;
    if (armId === undefined) continue;
    const entry = entryOf(armId.id, armId.key);
    entry.problem ??= parsed.problem;
    const mode = modeOf(raw);
    if (mode !== undefined) entry.mode ??= mode;
  }
  return entries;
}

function isSameVersion(a: PolicyVersion, b: PolicyVersion): boolean {
  return a.text.toLowerCase() === b.text.toLowerCase();
}

function modeOf(raw: JsonValue): string | undefined {
  if (!isJsonObject(raw)) return undefined;
  const properties = ownProperty(raw, 'properties');
  const mode = ownProperty(isJsonObject(properties) ? properties : raw, 'mode');
  return typeof mode === 'string' ? mode : undefined;
}
