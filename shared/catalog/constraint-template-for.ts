import type { CatalogTemplate } from './catalog-template';
import type { JsonObject } from './json';
import { catalogTemplates } from './templates';

/** Where the built-in definitions keep their templates. */
export const storeUrl = 'https://store.policy.core.windows.net/kubernetes/';

const byPath = new Map<string, { readonly template: CatalogTemplate; readonly kind: string }>();
for (const template of catalogTemplates) {
  for (const [version, kind] of Object.entries(template.versions)) {
    byPath.set(`${template.folder}/${version}/template.yaml`, { template, kind });
  }
}

/** Where the templates of the first definitions were before they had a store; one deprecated definition still names it. */
const repositoryUrl =
  'https://raw.githubusercontent.com/azure/azure-policy/master/built-in-references/kubernetes/';

const made = new Map<string, JsonObject>();

/**
 * The ConstraintTemplate that stands for a built-in definition's template address, in any version of the path that
 * the catalog knows, or at the place before the store, which means the first version. The same object is given each time, so that it can be a key of a compile cache; do not change it.
 *
 * @param url `templateInfo.url` of a definition
 * @returns the parsed template, or undefined for an address that the catalog does not know
 */
export function constraintTemplateFor(url: string): JsonObject | undefined {
  const path = storePath(url);
  const known = path === undefined ? undefined : byPath.get(path);
  if (path === undefined || known === undefined) return undefined;
  const template = made.get(path) ?? makeTemplate(known.template, known.kind);
  made.set(path, template);
  return template;
}

/** Every address that the catalog answers for. */
export function knownTemplateUrls(): string[] {
  return [...byPath.keys()].flatMap((path) => {
    const [folder, version] = path.split('/');
    const before = version === 'v1' ? [`${repositoryUrl}${folder}/template.yaml`] : [];
    return [`${storeUrl}${path}`, ...before];
  });
}

function storePath(url: string): string | undefined {
  const lower = url.toLowerCase();
  if (lower.startsWith(repositoryUrl))
    return lower.slice(repositoryUrl.length).replace(/^([a-z-]+)\/template\.yaml$/, '$1/v1/template.yaml');
  return lower.startsWith(storeUrl) ? lower.slice(storeUrl.length) : undefined;
}

function makeTemplate(template: CatalogTemplate, kind: string): JsonObject {
  const name = kind.toLowerCase();
  const sync = template.sync?.map((entry) => [entry]);
  const annotations = {
    description: template.description,
    ...(sync === undefined ? {} : { 'metadata.gatekeeper.sh/requires-sync-data': JSON.stringify(sync) }),
  };
  return {
    apiVersion: 'templates.gatekeeper.sh/v1',
    kind: 'ConstraintTemplate',
    metadata: { name, annotations },
    spec: {
      crd: {
        spec: {
          names: { kind },
          validation: { openAPIV3Schema: { type: 'object', properties: template.parameters } },
        },
      },
      targets: [
        {
          target: 'admission.k8s.gatekeeper.sh',
          libs: [...(template.libs ?? [])],
          rego: `package ${name}\n\n${template.rego}`,
        },
      ],
    },
  };
}
