const pattern =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/**
 * Milliseconds since 1970 of an ISO 8601 date or time, as Azure writes them: up to nine digits of fraction (cut to
 * milliseconds), UTC when no offset is given. Undefined when the text is none, or names a day that does not exist.
 */
export function parseIsoTime(text: string): number | undefined {
  const match = pattern.exec(text.trim());
  if (match === null) return undefined;
  const [, day, minutes = '00:00', seconds = '00', fraction = '', offset = 'Z'] = match;
  const zone = offset.toUpperCase() === 'Z' ? 'Z' : `${offset.slice(0, 3)}:${offset.slice(-2)}`;
  const milliseconds = Date.parse(
    `${day}T${minutes}:${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}${zone}`,
  );
  if (Number.isNaN(milliseconds)) return undefined;
  const dayStart = new Date(Date.parse(`${day}T00:00:00Z`));
  return dayStart.toISOString().slice(0, 10) === day ? milliseconds : undefined;
}
