/** A definition's version, `Major.Minor.Patch` with an optional `-preview` or `-deprecated`. */
export interface PolicyVersion {
  /** As given. */
  readonly text: string;
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  readonly suffix: '' | 'preview' | 'deprecated';
}

/** A pin: a version with wildcards. An absent number is a wildcard. */
export interface VersionPin {
  readonly text: string;
  readonly major: number;
  readonly minor?: number;
  readonly patch?: number;
  readonly preview: boolean;
}

/** What Azure gives a custom definition that was written without a version. */
export const firstVersion: PolicyVersion = { text: '1.0.0', major: 1, minor: 0, patch: 0, suffix: '' };

const versionPattern = /^(\d{1,9})\.(\d{1,9})\.(\d{1,9})(?:-(preview|deprecated))?$/i;
const pinPattern = /^(\d{1,9})\.(\d{1,9}|\*)\.(\d{1,9}|\*)(?:-(preview|deprecated))?$/i;

/** Reads a version; undefined when the text is none. The suffix is read in any letter case. */
export function parseVersion(text: string): PolicyVersion | undefined {
  const match = versionPattern.exec(text.trim());
  if (match === null) return undefined;
  return {
    text: match[0],
    major: Number(match[1]),
    minor: Number(match[2]),
    patch: Number(match[3]),
    suffix: (match[4]?.toLowerCase() ?? '') as PolicyVersion['suffix'],
  };
}

/** Reads a pin such as `1.*.*`, `1.2.*`, `1.*.*-preview` or an exact version; undefined when the text is none. */
export function parseVersionPin(text: string): VersionPin | undefined {
  const match = pinPattern.exec(text.trim());
  if (match === null || (match[2] === '*' && match[3] !== '*')) return undefined;
  return {
    text: match[0],
    major: Number(match[1]),
    ...(match[2] === '*' ? {} : { minor: Number(match[2]) }),
    ...(match[3] === '*' ? {} : { patch: Number(match[3]) }),
    preview: match[4]?.toLowerCase() === 'preview',
  };
}

/** Negative when `a` is older than `b`. Of the same numbers, preview is oldest and the plain version is newest. */
export function compareVersions(a: PolicyVersion, b: PolicyVersion): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch || rank(a) - rank(b);
}

function rank(version: PolicyVersion): number {
  return version.suffix === 'preview' ? 0 : version.suffix === 'deprecated' ? 1 : 2;
}
