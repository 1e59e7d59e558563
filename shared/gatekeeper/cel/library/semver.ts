import { CelError, CelOpaque } from '../language/cel-value';
import type { CelRegistry } from '../language/overloads';

class Semver extends CelOpaque {
  override readonly typeName = 'kubernetes.Semver';
  constructor(
    readonly numbers: readonly [bigint, bigint, bigint],
    readonly prerelease: readonly string[],
  ) {
    super();
  }
  override equals(other: CelOpaque): boolean {
    return other instanceof Semver && compare(this, other) === 0;
  }
}

const pattern =
  /^(0|[1-9]\d{0,18})\.(0|[1-9]\d{0,18})\.(0|[1-9]\d{0,18})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;
/** Longest version that is read. */
const maxLength = 256;

/** The semantic version functions of CEL in Kubernetes. */
export function registerSemver({ global, member }: CelRegistry): void {
  global('semver', ['string'], 'Semver', semverOf);
  global('semver', ['string', 'bool'], 'Semver', (text: string, loose: boolean) =>
    semverOf(loose ? normalized(text) : text),
  );
  global('isSemver', ['string'], 'bool', (text: string) => parseSemver(text) !== undefined);
  global(
    'isSemver',
    ['string', 'bool'],
    'bool',
    (text: string, loose: boolean) => parseSemver(loose ? normalized(text) : text) !== undefined,
  );
  member('major', ['Semver'], 'int', (version: Semver) => version.numbers[0]);
  member('minor', ['Semver'], 'int', (version: Semver) => version.numbers[1]);
  member('patch', ['Semver'], 'int', (version: Semver) => version.numbers[2]);
  const both = ['Semver', 'Semver'];
  member('isLessThan', both, 'bool', (a: Semver, b: Semver) => compare(a, b) < 0);
  member('isGreaterThan', both, 'bool', (a: Semver, b: Semver) => compare(a, b) > 0);
  member('compareTo', both, 'int', (a: Semver, b: Semver) => BigInt(compare(a, b)));
}

function parseSemver(text: string): Semver | undefined {
  const match = text.length > maxLength ? null : pattern.exec(text);
  if (match === null) return undefined;
  const [, major = '0', minor = '0', patch = '0', prerelease] = match;
  const parts = prerelease?.split('.') ?? [];
  if (parts.some((part) => /^0\d+$/.test(part))) return undefined;
  return new Semver([BigInt(major), BigInt(minor), BigInt(patch)], parts);
}

function semverOf(text: string): Semver {
  const version = parseSemver(text);
  if (version === undefined) throw new CelError(`semver parse error: "${text}"`);
  return version;
}

/** Without a leading `v`, without leading zeros, and with three numbers. Short versions may have nothing behind. */
function normalized(text: string): string {
  const [major = '', minor, ...rest] = text.replace(/^v/, '').split('.');
  const parts = [
    major,
    ...(minor === undefined ? [] : [minor]),
    ...(rest.length > 0 ? [rest.join('.')] : []),
  ];
  const last = parts[parts.length - 1] ?? '';
  if (parts.length < 3 && /[+-]/.test(last)) return '';
  const cut = parts.map((part) =>
    part.length > 1 ? part.replace(/^0+(?=\d)/, '').replace(/^0+(?=\D|$)/, '0') : part,
  );
  return [...cut, '0', '0'].slice(0, 3).join('.');
}

function compare(a: Semver, b: Semver): number {
  for (const index of [0, 1, 2] as const) {
    if (a.numbers[index] !== b.numbers[index]) return a.numbers[index] < b.numbers[index] ? -1 : 1;
  }
  return comparePrerelease(a.prerelease, b.prerelease);
}

/** A version without prerelease is the greater one; numeric parts go before texts. */
function comparePrerelease(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return Math.sign(b.length - a.length);
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const left = a[index];
    const right = b[index];
    if (left === right) continue;
    if (left === undefined || right === undefined) return left === undefined ? -1 : 1;
    const numeric = [left, right].map((part) => /^\d+$/.test(part));
    if (numeric[0] && numeric[1]) return BigInt(left) < BigInt(right) ? -1 : 1;
    if (numeric[0] !== numeric[1]) return numeric[0] ? -1 : 1;
    return left < right ? -1 : 1;
  }
  return 0;
}
