import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ArmResource, JsonObject } from '../../shared/policy';
import type { KubernetesObject } from '../kubernetes-emulator';
import { createAddressBook } from './address-book';
import { type Collector, createCollector } from './collector';
import type { Estate, EstateSource } from './estate';
import { EstateError } from './estate-error';
import { findFiles } from './find-files';
import { checkReferences, type PolicyKind, policyFolders, readPolicy } from './read-policies';
import { readCluster, readResource, readResourceGroup } from './read-resources';
import { readScopes } from './read-scopes';
import { readWorkloads } from './read-workloads';
import { type ParsedFile, parseSourceFile, type SourceDocument } from './source-document';

/** Remembers files that did not change between two readings of one folder. */
export type EstateCache = Map<string, { readonly text: string; readonly parsed: ParsedFile }>;

/**
 * Reads an estate folder (docs/estate.md describes the format) and checks all of it.
 *
 * @throws EstateError with every mistake of every file
 */
export async function loadEstate(folder: string, options: { cache?: EstateCache } = {}): Promise<Estate> {
  const root = resolve(folder);
  const collector = createCollector();
  const files = await parseFiles(root, collector, options.cache);
  const estate = assemble(root, sortByRoom(files, collector), collector);
  const mistakes = collector.all();
  if (estate === undefined || mistakes.length > 0) throw new EstateError(root, inOrder(mistakes));
  return estate;
}

async function parseFiles(
  root: string,
  collector: Collector,
  cache: EstateCache = new Map(),
): Promise<readonly SourceDocument[]> {
  let files: readonly string[];
  try {
    ({ files } = await findFiles(root));
  } catch (error) {
    const reason =
      (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such folder' : String(error);
    throw new EstateError(root, [
      { file: '.', line: 1, column: 1, message: `${reason}; expected an estate folder` },
    ]);
  }
  const documents: SourceDocument[] = [];
  for (const file of files) {
    const text = await readFile(join(root, file), 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    });
    if (text === undefined) continue;
    const known = cache.get(file);
    const parsed = known?.text === text ? known.parsed : parseSourceFile(file, text);
    cache.set(file, { text, parsed });
    collector.mistakes.push(...parsed.mistakes);
    documents.push(...parsed.documents);
  }
  for (const file of cache.keys()) if (!files.includes(file)) cache.delete(file);
  return documents;
}

interface Rooms {
  readonly estate: SourceDocument[];
  readonly resourceGroups: SourceDocument[];
  readonly clusters: Map<
    string,
    { readonly cluster: SourceDocument[]; readonly workloads: SourceDocument[] }
  >;
  readonly resources: SourceDocument[];
  readonly policies: { readonly kind: PolicyKind; readonly document: SourceDocument }[];
}

function sortByRoom(documents: readonly SourceDocument[], collector: Collector): Rooms {
  const rooms: Rooms = { estate: [], resourceGroups: [], clusters: new Map(), resources: [], policies: [] };
  for (const document of documents) {
    const [first = '', second = '', third = ''] = document.file.split('/');
    const policyKind = policyFolders.get(second);
    if (/^estate\.(?:ya?ml|json)$/.test(document.file)) rooms.estate.push(document);
    else if (first === 'resource-groups') rooms.resourceGroups.push(document);
    else if (first === 'resources') rooms.resources.push(document);
    else if (first === 'policies' && policyKind !== undefined)
      rooms.policies.push({ kind: policyKind, document });
    else if (first === 'clusters' && third !== '') {
      const room = rooms.clusters.get(second) ?? { cluster: [], workloads: [] };
      rooms.clusters.set(second, room);
      if (/^cluster\.(?:ya?ml|json)$/.test(third)) room.cluster.push(document);
      else if (third === 'workloads') room.workloads.push(document);
      else
        collector.mistake(document.place([]), `expected cluster.yaml or workloads/ in clusters/${second}/`);
    } else {
      collector.mistake(
        document.place([]),
        'not a place for a file; expected estate.yaml, resource-groups/, clusters/NAME/, resources/ or policies/{definitions,initiatives,assignments,exemptions}/',
      );
    }
  }
  return rooms;
}

function assemble(folder: string, rooms: Rooms, collector: Collector): Estate | undefined {
  const [estateDocument, another] = rooms.estate;
  if (another !== undefined)
    collector.mistake(another.place([]), 'expected one estate.yaml with one document');
  if (estateDocument === undefined) {
    const source: EstateSource = { file: 'estate.yaml', line: 1, column: 1 };
    const broken = collector.mistakes.some(({ file }) => file.startsWith('estate.'));
    if (!broken)
      collector.mistake(source, 'missing; expected tenantId, and managementGroups with subscriptions');
    return undefined;
  }
  const scopes = readScopes(estateDocument, collector);
  if (scopes === undefined) return undefined;
  const book = createAddressBook(scopes);
  const resourceGroups = defined(rooms.resourceGroups, (document) =>
    readResourceGroup(document, book, collector),
  );

  const resources: ArmResource[] = [];
  const workloads = new Map<string, readonly KubernetesObject[]>();
  for (const [name, room] of rooms.clusters) {
    const [document, second] = room.cluster;
    if (second !== undefined)
      collector.mistake(second.place([]), 'expected one cluster.yaml with one document');
    if (document === undefined) {
      const broken = collector.mistakes.some(({ file }) => file.startsWith(`clusters/${name}/cluster.`));
      const source = { file: `clusters/${name}/cluster.yaml`, line: 1, column: 1 };
      if (!broken) collector.mistake(source, 'missing; expected the cluster that the workloads run on');
    }
    const cluster = document === undefined ? undefined : readCluster(document, name, book, collector);
    if (cluster !== undefined) resources.push(cluster);
    const objects = readWorkloads(cluster?.id ?? `clusters/${name}`, room.workloads, collector);
    if (cluster !== undefined) workloads.set(cluster.id.toLowerCase(), objects);
  }
  resources.push(...defined(rooms.resources, (document) => readResource(document, book, collector)));

  const policies = defined(rooms.policies, ({ kind, document }) => {
    const policy = readPolicy(kind, document, book, collector, scopes.tenantId);
    return policy === undefined ? undefined : { kind, policy, document };
  });
  checkReferences(policies, book, collector);
  const ofKind = (wanted: PolicyKind): JsonObject[] =>
    policies.flatMap(({ kind, policy }) => (kind === wanted ? [policy] : []));

  return {
    folder,
    ...scopes,
    resourceGroups,
    resources,
    definitions: ofKind('definition'),
    setDefinitions: ofKind('setDefinition'),
    assignments: ofKind('assignment'),
    exemptions: ofKind('exemption'),
    workloads,
    sources: collector.sources,
    warnings: collector.warnings,
  };
}

function defined<T, R>(things: readonly T[], read: (thing: T) => R | undefined): R[] {
  return things.flatMap((thing) => {
    const result = read(thing);
    return result === undefined ? [] : [result];
  });
}

function inOrder<T extends EstateSource>(places: readonly T[]): readonly T[] {
  const rank = (file: string): string => (file.startsWith('estate.') ? ` ${file}` : file);
  return [...places].sort(
    (left, right) =>
      rank(left.file).localeCompare(rank(right.file), 'en') ||
      left.line - right.line ||
      left.column - right.column,
  );
}
