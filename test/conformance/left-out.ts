/**
 * Cases that we knowingly do not pass: suite → case id → why. A case listed here that passes fails the run, so the
 * list can only shrink.
 */
export const leftOut: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'pod-security-standards': podSecurityStandards(),
};

/**
 * At baseline a Pod may leave its seccomp profile open, but not name a bad one. The only built-in on seccomp
 * (AllowedSeccompProfile) refuses Pods without a profile as well, so it cannot stand in for the baseline control.
 */
function podSecurityStandards(): Record<string, string> {
  const reason = 'no built-in refuses bad seccomp profiles and yet takes Pods that name none';
  const fixtures = ['v1.25', 'v1.31'].flatMap((version) =>
    [0, 1, 2].map((number) => `baseline/${version}/fail/seccompprofile_baseline${number}.yaml`),
  );
  return Object.fromEntries(fixtures.map((id) => [id, reason]));
}
