// Control characters (escape sequences among them), line separators, and marks that turn the direction of writing.
const unprintable = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Text of others (names of workloads, messages of policies, ids in events) as a terminal may show it: whatever would
 * move the cursor, change colours or end the line is written out, such as `\u001b`.
 */
export const printable = (text: string): string =>
  text.replace(unprintable, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** The same for text of several lines, which stay lines. */
export const printableLines = (text: string): string => text.split('\n').map(printable).join('\n');
