import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import {
  compileTemplate,
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
} from '../../../shared/expressions';
import { compilePolicyRule, parseDefinition } from '../../../shared/rules';
import type { CaseResult, ConformanceSuite } from '../conformance-suite';

/** Modes whose rules speak of the components of a vault or network; Plimsoll says so in the state and evaluates none. */
const OUT_OF_SCOPE_MODES = new Set([
  'microsoft.keyvault.data',
  'microsoft.network.data',
  'microsoft.managedhsm.data',
  'microsoft.datafactory.data',
  'microsoft.machinelearningservices.v2.data',
  'microsoft.containerservice.data',
]);

/** Azure's own definitions: each compiles, with its parameters declared, or is of a mode that is out of scope. */
export const suite: ConformanceSuite = {
  name: 'azure-builtin-definitions',
  *run(dir) {
    const seen = new Map<string, number>();
    const unique = (id: string): string => {
      const count = (seen.get(id) ?? 0) + 1;
      seen.set(id, count);
      return count === 1 ? id : `${id}~${count}`;
    };
    for (const definition of readArray(join(dir, 'kubernetes', 'definitions.json'))) {
      yield definitionCase(unique(idOf(definition)), 'kubernetes', definition);
    }
    for (const definition of readLines(join(dir, 'sample.jsonl.gz'))) {
      yield definitionCase(unique(idOf(definition)), 'sample', definition);
    }
    for (const set of readArray(join(dir, 'kubernetes', 'sets.json'))) yield setCase(unique(idOf(set)), set);
  },
};

function readArray(path: string): readonly JsonObject[] {
  const content = JSON.parse(readFileSync(path, 'utf8')) as JsonValue;
  return (isJsonArray(content) ? content : []).filter(isJsonObject);
}

function readLines(path: string): readonly JsonObject[] {
  const lines = gunzipSync(readFileSync(path)).toString('utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as JsonObject);
}

const idOf = (definition: JsonObject): string => String(definition['id'] ?? definition['file']);

function definitionCase(id: string, area: string, definition: JsonObject): CaseResult {
  try {
    const { mode, parameters, policyRule } = parseDefinition(definition);
    if (mode !== undefined && OUT_OF_SCOPE_MODES.has(mode.toLowerCase())) {
      return { id, area, outcome: 'skipped', reason: `mode ${mode} is out of scope` };
    }
    compilePolicyRule(policyRule, { parameters, ...(mode === undefined ? {} : { mode }) });
    return { id, area, outcome: 'passed' };
  } catch (error) {
    return { id, area, outcome: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Whether the values that an initiative binds to its members' parameters compile. */
function setCase(id: string, set: JsonObject): CaseResult {
  const area = 'sets';
  const properties = set['properties'];
  const members = isJsonObject(properties) ? properties['policyDefinitions'] : undefined;
  if (!isJsonArray(members) || members.length === 0)
    return { id, area, outcome: 'failed', reason: 'has no members' };
  try {
    for (const member of members)
      compileTemplate(isJsonObject(member) ? (member['parameters'] ?? {}) : {}, () => () => null);
    return { id, area, outcome: 'passed' };
  } catch (error) {
    return { id, area, outcome: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}
