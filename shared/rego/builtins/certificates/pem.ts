import { Buffer } from 'node:buffer';

export interface PemBlock {
  readonly type: string;
  readonly bytes: Buffer;
  /** What follows the block. */
  readonly rest: string;
}

/** Blocks taken from one text at most: a chain or a bundle is far shorter. */
const MAX_PEM_BLOCKS = 1000;

const BEGIN = /^-----BEGIN ([^\r\n]*?)-----[ \t]*\r?\n/m;

/** The first well-formed PEM block of a text, or undefined. Header lines within it are skipped. */
export function firstPemBlock(text: string): PemBlock | undefined {
  let rest = text;
  const endless = new Set<string>();
  for (let i = 0; i < MAX_PEM_BLOCKS; i++) {
    const begin = BEGIN.exec(rest);
    if (begin === null) return undefined;
    const type = begin[1] ?? '';
    const after = rest.slice(begin.index + begin[0].length);
    const mark = `-----END ${type}-----`;
    const end = endless.has(type) ? -1 : after.indexOf(mark);
    if (end < 0) {
      endless.add(type);
      rest = after;
      continue;
    }
    const lines = after.slice(0, end).split(/\r?\n/);
    const body = lines
      .filter((line) => !line.includes(':'))
      .join('')
      .replace(/[ \t]/g, '');
    const following = after.slice(end + mark.length).replace(/^[ \t]*\r?\n?/, '');
    if (/^[A-Za-z0-9+/]*={0,2}$/.test(body) && body.length % 4 === 0)
      return { type, bytes: Buffer.from(body, 'base64'), rest: following };
    rest = following;
  }
  return undefined;
}

/** All PEM blocks of a text, in order. */
export function pemBlocks(text: string): PemBlock[] {
  const blocks: PemBlock[] = [];
  let rest = text;
  while (blocks.length < MAX_PEM_BLOCKS) {
    const block = firstPemBlock(rest);
    if (block === undefined) break;
    blocks.push(block);
    rest = block.rest;
  }
  return blocks;
}
