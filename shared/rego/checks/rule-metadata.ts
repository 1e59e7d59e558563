import { isObject } from '../runtime/access';
import { setMember } from '../runtime/build';
import type { Module, Rule } from '../syntax/ast';
import { parseYamlValue } from '../values/from-yaml';
import type { RegoObject, RegoValue } from '../values/value';

/** What `rego.metadata.chain()` gives in a rule: its annotations, its document's, its package's. */
export function metadataChain(rule: Rule, module: Module): RegoValue {
  const name = rule.path.map((part) => (part.kind === 'scalar' ? (part.value as RegoValue) : ''));
  const path: RegoValue[] = [...module.package, ...name];
  const chain: RegoValue[] = [];
  const own = annotationsOf(rule.annotation, 'rule');
  if (own === undefined || own['scope'] === 'rule')
    chain.push(own === undefined ? { path } : { annotations: own, path });
  const siblings = module.rules.filter(
    (r) => r.path.length === rule.path.length && r.path.every((p, i) => sameName(p, rule, i)),
  );
  for (const sibling of siblings) {
    const annotations = annotationsOf(sibling.annotation, 'rule');
    if (annotations !== undefined && annotations['scope'] === 'document') {
      chain.push({ annotations, path });
      break;
    }
  }
  const ofPackage = annotationsOf(module.packageAnnotation, 'package');
  if (ofPackage !== undefined) chain.push({ annotations: ofPackage, path: [...module.package] });
  return chain;
}

/** What `rego.metadata.rule()` gives: the rule's own annotations. */
export function metadataRule(rule: Rule): RegoValue {
  return annotationsOf(rule.annotation, 'rule') ?? {};
}

function sameName(part: Rule['path'][number], rule: Rule, i: number): boolean {
  const other = rule.path[i];
  return part.kind === 'scalar' && other?.kind === 'scalar' && part.value === other.value;
}

function annotationsOf(text: string | undefined, scope: string): RegoObject | undefined {
  if (text === undefined) return undefined;
  let value: RegoValue;
  try {
    value = parseYamlValue(text);
  } catch {
    return undefined;
  }
  if (!isObject(value)) return undefined;
  const result: RegoObject = { ...(value as RegoObject) };
  if (result['scope'] === undefined) setMember(result, 'scope', scope);
  const { authors } = result;
  if (Array.isArray(authors)) {
    setMember(
      result,
      'authors',
      (authors as readonly RegoValue[]).map((a) => (typeof a === 'string' ? author(a) : a)),
    );
  }
  return result;
}

function author(text: string): RegoValue {
  const match = /^(.*?)\s*<([^>]*)>$/.exec(text);
  return match === null ? { name: text } : { name: match[1] as string, email: match[2] as string };
}
