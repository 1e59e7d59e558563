import {
  deepEqual,
  foldKey,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  readProperty,
} from '../../../shared/expressions';
import {
  type AliasCatalogue,
  AZURE_SEMANTICS,
  catalogueFromProviders,
  compilePolicyRule,
  RAW_PATHS,
  type RuleSemantics,
} from '../../../shared/rules';
import type { CaseResult } from '../conformance-suite';

type Verdict = Pick<CaseResult, 'outcome' | 'reason'>;

/** Fields are read from the resource as ARM gives it; null tells missing ones. */
const SEMANTICS: RuleSemantics = { ...AZURE_SEMANTICS, missingFieldValue: 'null' };
const PLAIN_FIELDS = ['name', 'type', 'kind', 'id', 'tags', 'identity.type'];

/**
 * Regorus turns a resource into an inner form and reads fields there; here the resource is read in place. Where a case
 * tells the inner form, every alias of the resource's type must read the same from both. The way back, and manifests of
 * data planes, have no counterpart.
 */
export function normalizationCase(file: JsonObject, testCase: JsonObject): Verdict {
  const { input } = testCase;
  const envelope = testCase['expected_envelope'];
  const inner =
    testCase['expected_normalized'] ?? (isJsonObject(envelope) ? envelope['resource'] : undefined);
  if (inner === undefined) return skipped("turns Regorus's inner form back, which there is not here");
  if (file['data_manifest'] !== undefined && file['data_manifest'] !== null) {
    return skipped('manifest of a data plane: components are not read by aliases here');
  }
  if (!isJsonObject(input) || !isJsonObject(inner)) return skipped('no resource: only objects are evaluated');
  const version = testCase['api_version'];
  const read = reader(input, typeof version === 'string' ? version : undefined);
  const providers = testCase['aliases'] ?? file['aliases'] ?? [];
  const type = String(testCase['resource_type'] ?? input['type'] ?? '').toLowerCase();
  const catalogue = catalogueFromProviders(providers);
  const names = aliasesOf(providers, type);
  for (const name of names) {
    const found = read(name, catalogue);
    const wanted = reader(inner)(name.slice(name.lastIndexOf('/') + 1), RAW_PATHS);
    if (!sameFolded(found, wanted)) return failed(name, found, wanted);
  }
  const plain = PLAIN_FIELDS.filter(
    (name) => readProperty(input, name.split('.')[0] as string) !== undefined,
  );
  for (const name of plain) {
    const [found, wanted] = [read(name, catalogue), reader(inner)(name, RAW_PATHS)];
    if (!sameFolded(found, wanted)) return failed(name, found, wanted);
  }
  return names.length + plain.length > 0
    ? { outcome: 'passed' }
    : skipped('has no field that policies could read');
}

const skipped = (reason: string): Verdict => ({ outcome: 'skipped', reason });
const failed = (name: string, found: JsonValue, wanted: JsonValue): Verdict => ({
  outcome: 'failed',
  reason: `${name} reads ${JSON.stringify(found)}, but ${JSON.stringify(wanted)} from the inner form`,
});

function reader(
  resource: JsonObject,
  apiVersion?: string,
): (field: string, aliases: AliasCatalogue) => JsonValue {
  return (field, aliases) => {
    const rule = Object.fromEntries([
      ['if', { value: 1, equals: 1 }],
      ['then', { effect: 'audit', details: { value: `[field('${field}')]` } }],
    ]);
    const compiled = compilePolicyRule(rule, { aliases, semantics: SEMANTICS });
    const details = compiled.details({
      resource,
      parameters: {},
      utcNow: '2026-01-01T00:00:00Z',
      ...(apiVersion === undefined ? {} : { apiVersion }),
    });
    return isJsonObject(details) ? (details['value'] ?? null) : null;
  };
}

function aliasesOf(providers: JsonValue, type: string): string[] {
  const list = (value: JsonValue | undefined): readonly JsonValue[] => (isJsonArray(value) ? value : []);
  return list(providers).flatMap((provider) =>
    list(readProperty(provider, 'resourceTypes')).flatMap((entry) => {
      const own = `${String(readProperty(provider, 'namespace'))}/${String(readProperty(entry, 'resourceType'))}`;
      if (own.toLowerCase() !== type) return [];
      return list(readProperty(entry, 'aliases')).map((alias) => String(readProperty(alias, 'name')));
    }),
  );
}

/** The inner form has its names in lower case. */
function sameFolded(left: JsonValue, right: JsonValue): boolean {
  return deepEqual(folded(left), folded(right));
}

function folded(value: JsonValue): JsonValue {
  if (isJsonArray(value)) return value.map(folded);
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [foldKey(key), folded(member)]));
}
