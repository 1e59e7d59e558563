import { isKubernetesMode } from './mode';

/** The effects that Plimsoll knows, in the lower-case spelling that policies in force and states carry. */
export type Effect =
  | 'append'
  | 'audit'
  | 'auditifnotexists'
  | 'deny'
  | 'denyaction'
  | 'deployifnotexists'
  | 'disabled'
  | 'manual'
  | 'modify'
  | 'mutate';

/** The spelling that Azure's documentation uses, for showing to people. */
export const effectNames: Readonly<Record<Effect, string>> = {
  append: 'append',
  audit: 'audit',
  auditifnotexists: 'auditIfNotExists',
  deny: 'deny',
  denyaction: 'denyAction',
  deployifnotexists: 'deployIfNotExists',
  disabled: 'disabled',
  manual: 'manual',
  modify: 'modify',
  mutate: 'mutate',
};

const retired = new Set(['enforceopaconstraint', 'enforceregopolicy', 'auditaction', 'enforcesetting']);
const kubernetesEffects: readonly Effect[] = ['audit', 'deny', 'disabled', 'mutate'];
const resourceManagerEffects: readonly Effect[] = [
  'append',
  'audit',
  'auditifnotexists',
  'deny',
  'denyaction',
  'deployifnotexists',
  'disabled',
  'manual',
  'modify',
];

/** The effect of that name, in any letter case; undefined for any other text. */
export function parseEffect(name: string): Effect | undefined {
  const key = name.trim().toLowerCase();
  return Object.hasOwn(effectNames, key) ? (key as Effect) : undefined;
}

/** True for effects of old definitions that Azure itself no longer carries out. */
export function isRetiredEffect(name: string): boolean {
  return retired.has(name.trim().toLowerCase());
}

/** The effects that exist in a mode that Plimsoll evaluates. */
export function effectsOfMode(mode: string): readonly Effect[] {
  return isKubernetesMode(mode) ? kubernetesEffects : resourceManagerEffects;
}
