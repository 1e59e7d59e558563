import {
  type Document,
  type DocumentOptions,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type ParseOptions,
  parseAllDocuments,
  type SchemaOptions,
} from 'yaml';
import type { EstateSource } from './estate';
import type { EstateMistake } from './estate-error';

export type Path = readonly PropertyKey[];

/** One YAML document (or JSON file), which remembers where its values stand. */
export interface SourceDocument {
  readonly file: string;
  readonly value: unknown;
  /** The place of a value, or of its key; of the nearest thing around it when it is missing. */
  place(path: Path, what?: 'value' | 'key'): EstateSource;
}

export interface ParsedFile {
  readonly documents: readonly SourceDocument[];
  readonly mistakes: readonly EstateMistake[];
}

/**
 * YAML the way kubectl and az read it, which is mostly 1.1: `privileged: yes` is true and `mode: 0644` is octal. Dates
 * and times of day stay text, as they do there.
 */
const kubectlYaml: ParseOptions & DocumentOptions & SchemaOptions = {
  schema: 'yaml-1.1',
  customTags: (tags) =>
    tags.filter((tag) => {
      if (typeof tag === 'string') return true;
      const special = ['timestamp', 'binary', 'omap', 'pairs', 'set'].map(
        (name) => `tag:yaml.org,2002:${name}`,
      );
      return !special.includes(tag.tag) && (tag as { format?: string }).format !== 'TIME';
    }),
};

/** Reads all documents of a file, leaving out empty ones. JSON is read as the YAML that it is. */
export function parseSourceFile(file: string, text: string): ParsedFile {
  const lines = new LineCounter();
  const place = (offset: number): EstateSource => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const parsed = parseAllDocuments(text, {
    lineCounter: lines,
    prettyErrors: false,
    ...(file.endsWith('.json') ? {} : kubectlYaml),
  });
  const documents: SourceDocument[] = [];
  const mistakes: EstateMistake[] = [];
  for (const document of parsed as Document.Parsed[]) {
    for (const error of document.errors)
      mistakes.push({ ...place(error.pos[0]), message: `YAML: ${error.message}` });
    if (document.errors.length > 0 || document.contents === null) continue;
    try {
      const value: unknown = document.toJS();
      if (value === null) continue;
      documents.push({ file, value, place: (path, what = 'value') => place(offsetOf(document, path, what)) });
    } catch (error) {
      // An alias without its anchor, or so many that they were meant to fill the memory.
      mistakes.push({ ...place(document.range[0]), message: `YAML: ${(error as Error).message}` });
    }
  }
  return { documents, mistakes };
}

/** A scalar's own place; for maps and lists the place of the key they belong to, which is what one looks for. */
function offsetOf(document: Document.Parsed, path: Path, what: 'value' | 'key'): number {
  let node: Node | null = resolve(document, document.contents);
  let offset = node?.range?.[0] ?? 0;
  for (const step of path) {
    let key: Node | null = null;
    let next: Node | null = null;
    if (isMap(node)) {
      const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
      if (pair === undefined) break;
      key = pair.key as Node;
      next = resolve(document, pair.value as Node | null);
    } else if (isSeq(node)) {
      next = resolve(document, node.items[Number(step)] as Node | null);
      if (next === null) break;
    } else break;
    offset = (isScalar(next) && what === 'value' ? next : (key ?? next))?.range?.[0] ?? offset;
    node = next;
  }
  return offset;
}

function resolve(document: Document.Parsed, node: Node | null | undefined): Node | null {
  return isAlias(node) ? (node.resolve(document) ?? null) : (node ?? null);
}
