import { compareVersions, type PolicyVersion, type VersionPin } from './version';

/** A chosen version; `fallback` tells that the pin could not be met. */
export interface VersionChoice<T> {
  readonly chosen: T;
  readonly fallback: boolean;
}

/**
 * The version that a pin stands for: the newest that fits. Without a pin, the newest that is not a preview, or else
 * the newest preview. When nothing fits the pin, the nearest available text stands in (the same major before others,
 * then the nearest major, the newer of two) and `fallback` is true: shipped initiatives pin majors whose text Azure
 * no longer publishes, and must be evaluated all the same. Undefined only when nothing is available at all.
 */
export function chooseVersion<T extends { readonly version: PolicyVersion }>(
  available: readonly T[],
  pin: VersionPin | undefined,
): VersionChoice<T> | undefined {
  if (pin === undefined) {
    const stable = available.filter((item) => item.version.suffix !== 'preview');
    const chosen = newest(stable.length > 0 ? stable : available);
    return chosen && { chosen, fallback: false };
  }
  const fitting = newest(available.filter((item) => fits(item.version, pin)));
  if (fitting !== undefined) return { chosen: fitting, fallback: false };
  let distance = Number.POSITIVE_INFINITY;
  for (const item of available) distance = Math.min(distance, Math.abs(item.version.major - pin.major));
  const chosen = newest(available.filter((item) => Math.abs(item.version.major - pin.major) === distance));
  return chosen && { chosen, fallback: true };
}

function fits(version: PolicyVersion, pin: VersionPin): boolean {
  return (
    version.major === pin.major &&
    (pin.minor === undefined || version.minor === pin.minor) &&
    (pin.patch === undefined || version.patch === pin.patch) &&
    (version.suffix === 'preview') === pin.preview
  );
}

function newest<T extends { readonly version: PolicyVersion }>(items: readonly T[]): T | undefined {
  let best: T | undefined;
  for (const item of items) {
    if (best === undefined || compareVersions(item.version, best.version) > 0) best = item;
  }
  return best;
}
