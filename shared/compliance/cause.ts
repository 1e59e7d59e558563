/** What made the service evaluate: kept beside a state and in its history. */
export interface Cause {
  readonly type: 'event' | 'timer' | 'scan' | 'policy' | 'admission' | 'remediation' | 'manual';
  /** Id of the event, the timer's tick, the scan or the request. */
  readonly id: string;
  /** The scan that the evaluation was part of, if any. */
  readonly scanId?: string;
}
