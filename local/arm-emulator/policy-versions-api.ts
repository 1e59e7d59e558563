import { type ArmResource, type JsonObject, parseArmId } from '../../shared/policy/index';
import { ArmError } from './arm-error';
import type { ArmWorld } from './arm-world';
import { pageOf } from './paging';
import { definitionKind, type PolicyKind, setDefinitionKind } from './policy-kind';
import { mustHavePolicyObject, policyObjectId, propertiesOf, systemData } from './policy-object';
import { mustHaveScope, standingFrom } from './policy-scopes';
import { type Route, route } from './route';

/**
 * Versions of definitions and initiatives: the newest text of each, and the older ones that are stored beside it as
 * `…/versions/{version}`.
 */
export function policyVersionRoutes(world: ArmWorld): Route[] {
  return [definitionKind, setDefinitionKind].flatMap((kind) => {
    const list = `/{scope*}/providers/Microsoft.Authorization/${kind.segment}/{name}/versions`;
    const one = `${list}/{version}`;
    const all = `/{scope*}/providers/Microsoft.Authorization/list${kind.segment.replace(/^p/, 'P').replace(/s$/, '')}Versions`;
    return [
      route('GET', list, (request, { scope = '', name = '' }) =>
        pageOf(
          request,
          versionsOf(world, kind, policyObjectId(scope, kind, name)),
          (each) => each as JsonObject,
        ),
      ),
      route('GET', one, (_, { scope = '', name = '', version = '' }) => {
        const versions = versionsOf(world, kind, policyObjectId(scope, kind, name));
        const found = versions.find((each) => each.name.toLowerCase() === version.toLowerCase());
        if (found === undefined) throw notFound(kind, name, version);
        return { status: 200, body: found as JsonObject };
      }),
      route('PUT', one, (request, { scope = '', name = '', version = '' }) => {
        mustHaveScope(world, scope);
        const id = `${policyObjectId(scope, kind, name)}/versions/${version}`;
        mustHavePolicyObject(world, kind, policyObjectId(scope, kind, name));
        const existing = world.store.get(id);
        const stored = world.write({
          id,
          name: version,
          type: `${kind.type}/versions`,
          properties: { ...propertiesOf(request), policyType: 'Custom', version },
          systemData: systemData(existing),
        });
        return { status: existing === undefined ? 201 : 200, body: stored as JsonObject };
      }),
      route('DELETE', one, (_, { scope = '', name = '', version = '' }) => {
        const removed = world.remove(`${policyObjectId(scope, kind, name)}/versions/${version}`);
        return { status: removed === undefined ? 204 : 200 };
      }),
      route('POST', all, (request, { scope = '' }) => {
        mustHaveScope(world, scope);
        const standing = standingFrom(world, scope);
        const visible = world.store
          .ofType(kind.type)
          .filter((object) => ['own', 'inherited'].includes(standing(object)));
        return pageOf(
          request,
          visible.flatMap(({ id }) => versionsOf(world, kind, id)),
          (each) => each as JsonObject,
        );
      }),
    ];
  });
}

/** Every version of a definition whose text is there, ordered by id. */
function versionsOf(world: ArmWorld, kind: PolicyKind, id: string): ArmResource[] {
  const newest = mustHavePolicyObject(world, kind, id);
  const version = newest.properties?.['version'];
  const current: ArmResource[] = [];
  if (typeof version === 'string') {
    const { versions: _, ...properties } = newest.properties ?? {};
    current.push({
      id: `${newest.id}/versions/${version}`,
      name: version,
      type: `${kind.type}/versions`,
      properties,
    });
  }
  const stored = world.store
    .ofType(`${kind.type}/versions`)
    .filter((each) => parseArmId(each.id)?.parentId?.toLowerCase() === newest.id.toLowerCase());
  const others = stored.filter(
    (each) => !current.some(({ name }) => name.toLowerCase() === each.name.toLowerCase()),
  );
  return [...current, ...others].sort((a, b) => (a.id.toLowerCase() < b.id.toLowerCase() ? -1 : 1));
}

const notFound = (kind: PolicyKind, name: string, version: string): ArmError =>
  new ArmError(
    404,
    kind.notFound.replace('NotFound', 'VersionNotFound'),
    `The version '${version}' of the ${kind.word} '${name}' could not be found.`,
  );
