import { parse } from 'yaml';
import { setMember } from '../runtime/build';
import { parseExactJson } from './parse-json';
import type { RegoObject, RegoValue } from './value';

/** Longest YAML text read. */
const MAX_YAML_LENGTH = 4 * 1024 * 1024;

/** Reads YAML (core schema, as OPA does) through the JSON model. Throws on what is no YAML or has no place in JSON. */
export function parseYamlValue(text: string): RegoValue {
  if (text.length > MAX_YAML_LENGTH)
    throw new SyntaxError(`YAML is longer than ${MAX_YAML_LENGTH} characters`);
  const value: unknown = parse(text, { version: '1.2', maxAliasCount: 100, intAsBigInt: true, merge: true });
  return fromYaml(value);
}

function fromYaml(value: unknown): RegoValue {
  if (value === undefined || value === null) return null;
  if (typeof value === 'bigint') return parseExactJson(value.toString());
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new SyntaxError('not a JSON number');
    return value;
  }
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(fromYaml);
  const result: RegoObject = {};
  for (const [key, member] of Object.entries(value)) setMember(result, key, fromYaml(member));
  return result;
}
