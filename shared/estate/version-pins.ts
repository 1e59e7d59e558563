import { ArmRequestError, type ArmRestClient } from '../azure/index';
import { armIdKey, isJsonObject, type JsonObject } from '../policy/index';
import { mapLimited } from './map-limited';

export interface VersionPinAsked {
  /** The definition or initiative. */
  readonly id: string;
  /** E.g. `6.*.*`; `''` for none. */
  readonly pin: string;
}

const versionsApiVersion = '2024-05-01';
const readsAtOnce = 8;

/**
 * The older versions that pins ask for: of each definition whose newest text does not fit one of its pins, every
 * version of the pinned major that Azure still has. None for a definition whose versions cannot be read: the newest
 * text has to stand in then.
 *
 * @param newest the newest text of each definition, by id key
 * @throws ArmRequestError when Azure cannot be reached
 */
export async function olderVersionsAsked(
  armRest: ArmRestClient,
  pins: readonly VersionPinAsked[],
  newest: ReadonlyMap<string, JsonObject>,
): Promise<JsonObject[]> {
  const majorsAsked = new Map<string, Set<string>>();
  for (const { id, pin } of pins) {
    const definition = newest.get(armIdKey(id));
    if (definition === undefined || pin === '' || fits(versionOf(definition), pin)) continue;
    const key = armIdKey(id);
    majorsAsked.set(key, (majorsAsked.get(key) ?? new Set()).add(majorOf(pin)));
  }
  const read = await mapLimited([...majorsAsked], readsAtOnce, async ([key, majors]) => {
    const own = versionOf(newest.get(key) ?? {});
    const versions = await versionsOf(armRest, String(newest.get(key)?.['id'] ?? key));
    return versions.filter((each) => majors.has(majorOf(versionOf(each))) && versionOf(each) !== own);
  });
  return read.flat();
}

async function versionsOf(armRest: ArmRestClient, id: string): Promise<JsonObject[]> {
  const versions: JsonObject[] = [];
  try {
    for await (const version of armRest.list(`${id}/versions`, { apiVersion: versionsApiVersion }))
      versions.push(version);
  } catch (error) {
    if (!(error instanceof ArmRequestError) || error.status === undefined) throw error;
  }
  return versions;
}

function versionOf(definition: JsonObject): string {
  const { properties } = definition;
  return (isJsonObject(properties) ? String(properties['version'] ?? '') : '').toLowerCase();
}

function fits(version: string, pin: string): boolean {
  const [wanted = '', wantedSuffix = ''] = pin.toLowerCase().split('-');
  const [given = '', suffix = ''] = version.split('-');
  const numbers = given.split('.');
  return (
    wanted.split('.').every((part, index) => part === '*' || part === numbers[index]) &&
    (wantedSuffix === 'preview') === (suffix === 'preview')
  );
}

const majorOf = (version: string): string => version.split('.', 1)[0] ?? '';
