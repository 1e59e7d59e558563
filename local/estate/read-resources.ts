import type { z } from 'zod';
import type { ArmResource, JsonObject } from '../../shared/policy';
import type { AddressBook } from './address-book';
import { checkDocument } from './check-document';
import type { Collector } from './collector';
import { clusterFile, resourceFile, resourceGroupFile } from './schemas';
import type { SourceDocument } from './source-document';

/** A resource group: its id follows from its name and subscription. */
export function readResourceGroup(
  document: SourceDocument,
  book: AddressBook,
  collector: Collector,
): ArmResource | undefined {
  const checked = checkDocument(resourceGroupFile, document, collector.mistakes);
  if (checked === undefined) return undefined;
  const { subscription, ...rest } = checked;
  const name = rest.name ?? lastSegment(rest.id) ?? baseName(document.file);
  const place = book.subscription(subscription ?? subscriptionIn(rest.id));
  if ('expected' in place) {
    const at = document.place(['subscription']);
    collector.reference(at, `subscription: expected ${place.expected}`, place.room);
    return undefined;
  }
  const group: ArmResource = {
    ...json(rest),
    id: `${place.id}/resourceGroups/${name}`,
    name,
    type: 'Microsoft.Resources/resourceGroups',
    properties: { provisioningState: 'Succeeded', ...json(rest.properties) },
  };
  if (!collector.claim(group.id.toLowerCase(), `resource group ${name}`, document.place([])))
    return undefined;
  book.addResourceGroup(group);
  return group;
}

/** A cluster: named like its folder, in the resource group it says. */
export function readCluster(
  document: SourceDocument,
  folderName: string,
  book: AddressBook,
  collector: Collector,
): ArmResource | undefined {
  const checked = checkDocument(clusterFile, document, collector.mistakes);
  if (checked === undefined) return undefined;
  const name = checked.name ?? lastSegment(checked.id) ?? folderName;
  if (name !== folderName) {
    collector.mistake(
      document.place(['name']),
      `name: expected ${folderName}, the name of the folder, found ${name}`,
    );
    return undefined;
  }
  const type = checked.type ?? 'Microsoft.ContainerService/managedClusters';
  const resource = placed({ ...checked, name, type }, document, book, collector);
  if (resource === undefined) return undefined;
  return { ...resource, properties: { provisioningState: 'Succeeded', ...resource.properties } };
}

/** Any other ARM resource. */
export function readResource(
  document: SourceDocument,
  book: AddressBook,
  collector: Collector,
): ArmResource | undefined {
  const checked = checkDocument(resourceFile, document, collector.mistakes);
  if (checked === undefined) return undefined;
  const fromId = checked.id === undefined ? undefined : partsOf(checked.id);
  const name = checked.name ?? fromId?.name;
  const type = checked.type ?? fromId?.type;
  for (const [key, value] of Object.entries({ name, type })) {
    if (value === undefined) collector.mistake(document.place([]), `${key}: missing; expected text`);
  }
  if (name === undefined || type === undefined) return undefined;
  return placed({ ...checked, name, type }, document, book, collector);
}

type Checked = z.output<typeof resourceFile> & { name: string; type: string };

function placed(
  { subscription, resourceGroup, ...rest }: Checked,
  document: SourceDocument,
  book: AddressBook,
  collector: Collector,
): ArmResource | undefined {
  const group = resourceGroup ?? resourceGroupIn(rest.id);
  const within = subscription ?? subscriptionIn(rest.id);
  if (group === undefined && subscription === undefined) {
    collector.mistake(document.place([]), 'resourceGroup: missing; expected the name of a resource group');
    return undefined;
  }
  const parent = group === undefined ? book.subscription(within) : book.resourceGroup(group, within);
  if ('expected' in parent) {
    const key = group === undefined ? 'subscription' : 'resourceGroup';
    collector.reference(document.place([key]), `${key}: expected ${parent.expected}`, parent.room);
    return undefined;
  }
  const id = rest.id ?? `${parent.id}/providers/${pathOf(rest.type, rest.name)}`;
  const resource: ArmResource = { ...json(rest), id, name: rest.name, type: rest.type };
  const claimed = collector.claim(id.toLowerCase(), `${rest.type} ${rest.name}`, document.place([]));
  if (!claimed) return undefined;
  book.addResource(resource);
  return resource;
}

/** `A.B/c/d` named `x/y` → `A.B/c/x/d/y`. */
function pathOf(type: string, name: string): string {
  const [namespace, ...types] = type.split('/');
  const names = name.split('/');
  return [namespace, ...types.flatMap((part, index) => [part, names[index] ?? ''])].join('/');
}

function partsOf(id: string): { type: string; name: string } | undefined {
  const provider = id.toLowerCase().lastIndexOf('/providers/');
  if (provider < 0) return undefined;
  const [namespace = '', ...rest] = id.slice(provider + '/providers/'.length).split('/');
  const types = rest.filter((_, index) => index % 2 === 0);
  const names = rest.filter((_, index) => index % 2 === 1);
  return { type: [namespace, ...types].join('/'), name: names.join('/') };
}

const segmentAfter = (id: string | undefined, word: string): string | undefined => {
  const segments = id?.split('/') ?? [];
  const index = segments.findIndex((segment) => segment.toLowerCase() === word);
  return index < 0 ? undefined : segments[index + 1];
};
const subscriptionIn = (id: string | undefined): string | undefined => segmentAfter(id, 'subscriptions');
const resourceGroupIn = (id: string | undefined): string | undefined => segmentAfter(id, 'resourcegroups');
const lastSegment = (id: string | undefined): string | undefined => id?.split('/').pop();

export function baseName(file: string): string {
  return (file.split('/').pop() ?? file).replace(/\.(?:ya?ml|json)$/, '');
}

/** Drops keys the schema knows but the file does not have. */
function json(object: object | undefined): JsonObject {
  return Object.fromEntries(
    Object.entries(object ?? {}).filter(([, value]) => value !== undefined),
  ) as JsonObject;
}
