import { armIdKey } from './arm-id';
import { type AncestorIndex, indexAncestors, type ScopeTree } from './scope-tree';

/** The scopes above a resource, as keys. */
export interface ScopeChain {
  /** Key of the resource group, or else the subscription, or `''` for what stands outside of subscriptions. */
  readonly container: string;
  /** The container and everything above it, nearest first, management groups included, the tenant `''` last. */
  readonly above: readonly string[];
  /** The resource itself and its parents below the container, nearest first; empty for the container itself. */
  readonly below: readonly string[];
}

/** All scopes that cover an id, from its lower-cased key. */
export function scopeChain(key: string, ancestors: AncestorIndex): ScopeChain {
  const container = containerOf(key);
  const below: string[] = [];
  for (let end = key.length; end > container.length; end = key.lastIndexOf('/', end - 1)) {
    below.push(key.slice(0, end));
  }
  return { container, above: containerChain(container, ancestors), below };
}

/**
 * Whether a scope covers an id: equal, or above it at a segment boundary, or a management group above its
 * subscription. Letter case does not matter. A management group covers itself, and other management groups only as far
 * as a subscription of the tree hangs below both.
 */
export function scopeCovers(scope: string, id: string, tree: ScopeTree): boolean {
  return keyCovers(armIdKey(scope), armIdKey(id), indexAncestors(tree));
}

/** {@link scopeCovers} for keys. */
export function keyCovers(scopeKey: string, key: string, ancestors: AncestorIndex): boolean {
  if (isAtOrBelow(scopeKey, key)) return true;
  const chain = scopeChain(key, ancestors);
  if (chain.above.includes(scopeKey)) return true;
  for (const groups of ancestors.values()) {
    const position = groups.indexOf(key);
    if (position >= 0 && groups.indexOf(scopeKey, position + 1) >= 0) return true;
  }
  return false;
}

/** Whether a key equals a scope key or lies below it by its segments alone. */
export function isAtOrBelow(scopeKey: string, key: string): boolean {
  return key.startsWith(scopeKey) && (key.length === scopeKey.length || key[scopeKey.length] === '/');
}

/** Key of the resource group or subscription that holds an id; `''` outside of subscriptions. */
export function containerOf(key: string): string {
  if (!key.startsWith('/subscriptions/')) return '';
  const subscriptionEnd = endOfSegment(key, '/subscriptions/'.length);
  if (!key.startsWith('/resourcegroups/', subscriptionEnd)) return key.slice(0, subscriptionEnd);
  return key.slice(0, endOfSegment(key, subscriptionEnd + '/resourcegroups/'.length));
}

function containerChain(container: string, ancestors: AncestorIndex): readonly string[] {
  if (container === '') return [''];
  const subscriptionEnd = endOfSegment(container, '/subscriptions/'.length);
  const subscription = container.slice(0, subscriptionEnd);
  const groups = ancestors.get(subscription.slice('/subscriptions/'.length)) ?? [];
  const own = container === subscription ? [container] : [container, subscription];
  return [...own, ...groups, ''];
}

function endOfSegment(key: string, from: number): number {
  const end = key.indexOf('/', from);
  return end < 0 ? key.length : end;
}
