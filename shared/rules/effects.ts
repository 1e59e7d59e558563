/** The effects that definitions may have, in Azure's spelling. */
export const EFFECTS = [
  'addToNetworkGroup',
  'append',
  'audit',
  'auditIfNotExists',
  'deny',
  'denyAction',
  'deployIfNotExists',
  'disabled',
  'manual',
  'modify',
  'mutate',
] as const;

export type Effect = (typeof EFFECTS)[number];

const BY_NAME = new Map<string, Effect>(EFFECTS.map((effect) => [effect.toLowerCase(), effect]));

/** The effect of a name in any letter case; undefined for names that are none (retired ones among them). */
export function effectOf(name: string): Effect | undefined {
  return BY_NAME.get(name.toLowerCase());
}

/** Whether an effect asks for a related resource. */
export function asksForRelated(
  effect: Effect | undefined,
): effect is 'auditIfNotExists' | 'deployIfNotExists' {
  return effect === 'auditIfNotExists' || effect === 'deployIfNotExists';
}
