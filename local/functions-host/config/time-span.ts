const pattern = /^(?:(\d+)\.)?(\d{1,2}):(\d{2}):(\d{2})(?:\.(\d{1,7}))?$/;

/** Milliseconds of a .NET `TimeSpan` text (`[d.]hh:mm:ss[.fraction]`), or undefined when it is none. */
export function parseTimeSpan(text: string): number | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, days = '0', hours = '0', minutes = '0', seconds = '0', fraction = '0'] = match;
  if (Number(hours) > 23 || Number(minutes) > 59 || Number(seconds) > 59) return undefined;
  const whole = ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
  return whole * 1000 + Number(`0.${fraction}`) * 1000;
}

/** The `[d.]hh:mm:ss` text of a number of milliseconds. */
export function formatTimeSpan(milliseconds: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const total = Math.floor(milliseconds / 1000);
  const days = Math.floor(total / 86_400);
  const clock = `${two(Math.floor(total / 3600) % 24)}:${two(Math.floor(total / 60) % 60)}:${two(total % 60)}`;
  return days > 0 ? `${days}.${clock}` : clock;
}
