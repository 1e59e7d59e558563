import { printable } from '../console';
import type { LogEntry } from '../functions-host';

/** Different complaints that are remembered; of more than these, an old one may be told again. */
const mostRemembered = 500;
/** Characters of a complaint that are shown. */
const longest = 1_000;

/**
 * Tells what a host logs as far as a person has to act on it: warnings and worse, their first line, once each; the
 * rest is for hosts such as Core Tools. Complaints quote what others wrote, so they are made printable.
 *
 * @param tell takes a line without its end
 */
export function createComplaints(tell: (line: string) => void): (entry: LogEntry) => void {
  const told = new Set<string>();
  return ({ level, message }) => {
    if (level !== 'warning' && level !== 'error' && level !== 'critical') return;
    const [first = ''] = message.replace(/ \(Failed, Id=[^)]*\)/, ' failed').split('\n');
    const line = `  ${level}: ${printable(first.slice(0, longest))}${first.length > longest ? ' …' : ''}`;
    if (told.has(line)) return;
    const [oldest] = told;
    if (told.size >= mostRemembered && oldest !== undefined) told.delete(oldest);
    told.add(line);
    tell(line);
  };
}
