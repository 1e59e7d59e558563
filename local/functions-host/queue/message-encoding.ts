/** How message texts are stored: host.json `extensions.queues.messageEncoding`. */
export type MessageEncoding = 'base64' | 'none';

/** Storage refuses message texts above 64 KiB. */
const maxMessageBytes = 64 * 1024;

/** The text to store for a message. Throws an Error for one that Storage would refuse. */
export function encodeMessage(content: string | Uint8Array, encoding: MessageEncoding): string {
  const bytes = typeof content === 'string' ? Buffer.from(content) : Buffer.from(content);
  const text = encoding === 'base64' ? bytes.toString('base64') : bytes.toString('utf8');
  const size = Buffer.byteLength(text);
  if (size > maxMessageBytes) {
    throw new Error(
      `The message takes ${size} bytes as stored; a queue message may have ${maxMessageBytes}. Send less, or a reference.`,
    );
  }
  return text;
}

/** The content of a stored text, or undefined when it cannot be decoded. */
export function decodeMessage(text: string, encoding: MessageEncoding): string | undefined {
  if (encoding === 'none') return text;
  const compact = text.trim();
  if (compact.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(compact)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(compact, 'base64'));
  } catch {
    return undefined;
  }
}
