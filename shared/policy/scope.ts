import { armIdKey, managementGroupKey } from './arm-id';
import { type AncestorIndex, indexAncestors, type ScopeTree } from './scope-tree';

const subscriptions = '/subscriptions/';
const managementGroups = managementGroupKey('');

/** Trees never change, and are asked about many ids in a row. */
const ancestorsOf = new WeakMap<ScopeTree, AncestorIndex>();

/**
 * All scopes that cover an id, from its lower-cased key: itself first, then every parent down to its subscription, then
 * the management groups, nearest first, and the tenant `''` last. Segments that are no scopes of their own (a provider,
 * a type) are among them; nothing can be assigned there.
 */
export function scopeChain(key: string, ancestors: AncestorIndex): readonly string[] {
  if (key === '') return [''];
  const root = key.startsWith(subscriptions) ? endOfSegment(key, subscriptions.length) : 0;
  const chain: string[] = [];
  for (let end = key.length; end > root; end = key.lastIndexOf('/', end - 1)) chain.push(key.slice(0, end));
  if (root === 0) return [...chain, ''];
  const groups = ancestors.get(key.slice(subscriptions.length, root)) ?? [];
  return [...chain, key.slice(0, root), ...groups, ''];
}

/**
 * Whether a scope covers an id: equal, or above it at a segment boundary, or a management group above its
 * subscription. Letter case does not matter. A management group covers itself, and other management groups only as far
 * as a subscription of the tree hangs below both.
 */
export function scopeCovers(scope: string, id: string, tree: ScopeTree): boolean {
  const known = ancestorsOf.get(tree) ?? indexAncestors(tree);
  ancestorsOf.set(tree, known);
  return keyCovers(armIdKey(scope), armIdKey(id), known);
}

/** {@link scopeCovers} for keys. */
export function keyCovers(scopeKey: string, key: string, ancestors: AncestorIndex): boolean {
  if (isAtOrBelow(scopeKey, key)) return true;
  if (scopeChain(key, ancestors).includes(scopeKey)) return true;
  if (!key.startsWith(managementGroups)) return false;
  for (const groups of ancestors.values()) {
    const position = groups.indexOf(key);
    if (position >= 0 && groups.indexOf(scopeKey, position + 1) >= 0) return true;
  }
  return false;
}

/** Whether a key equals a scope key or lies below it by its segments alone. */
function isAtOrBelow(scopeKey: string, key: string): boolean {
  return key.startsWith(scopeKey) && (key.length === scopeKey.length || key[scopeKey.length] === '/');
}

function endOfSegment(key: string, from: number): number {
  const end = key.indexOf('/', from);
  return end < 0 ? key.length : end;
}
