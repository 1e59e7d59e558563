import { Buffer } from 'node:buffer';
import { parseAllDocuments, type ScalarTag } from 'yaml';
import { setMember } from '../runtime/build';
import { parseExactJson } from './parse-json';
import type { RegoObject, RegoValue } from './value';

/** Longest YAML text read. */
const MAX_YAML_LENGTH = 4 * 1024 * 1024;

/** Integers as OPA's reader takes them besides those of the core schema: `010`, `0b11`, `1_000`. */
const INTEGERS: readonly ScalarTag[] = [
  integerTag(/^[-+]?0[0-7_]+$/, '0o'),
  integerTag(/^[-+]?0b[01_]+$/, ''),
  integerTag(/^[-+]?[1-9][0-9]*_[0-9_]*$/, ''),
];

function integerTag(test: RegExp, prefix: string): ScalarTag {
  const resolve = (text: string): bigint => {
    const size = BigInt(prefix + text.replace(/^[-+]/, '').replaceAll('_', ''));
    return text.startsWith('-') ? -size : size;
  };
  return { tag: 'tag:yaml.org,2002:int', default: true, test, resolve };
}

/**
 * Reads the first document of a YAML text (core schema, as OPA does) through the JSON model; of equal keys the last
 * counts. Throws on what is no YAML or has no place in JSON.
 */
export function parseYamlValue(text: string): RegoValue {
  if (text.length > MAX_YAML_LENGTH)
    throw new SyntaxError(`YAML is longer than ${MAX_YAML_LENGTH} characters`);
  const [document] = parseAllDocuments(text, {
    version: '1.2',
    intAsBigInt: true,
    merge: true,
    uniqueKeys: false,
    logLevel: 'silent',
    customTags: (tags) => [...INTEGERS, ...tags],
  });
  if (document === undefined) return null;
  const [error] = document.errors;
  if (error !== undefined) throw error;
  return fromYaml(document.toJS({ maxAliasCount: 100 }));
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
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  if (Array.isArray(value)) return value.map(fromYaml);
  const result: RegoObject = {};
  for (const [key, member] of Object.entries(value)) setMember(result, key, fromYaml(member));
  return result;
}
