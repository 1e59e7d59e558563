import type { JsonObject } from './json';

/**
 * The rule behind one folder of the public store, written by us from the documented behaviour of the built-in
 * definitions that name it. The package line is added when the template is made.
 */
export interface CatalogTemplate {
  /** Folder below `https://store.policy.core.windows.net/kubernetes/`. */
  readonly folder: string;
  /** Versions of the folder that behave like this, each with the kind of its constraints. */
  readonly versions: Readonly<Record<string, string>>;
  readonly description: string;
  /** Properties of the parameter schema. */
  readonly parameters: JsonObject;
  /** Library modules that the rule imports. */
  readonly libs?: readonly string[];
  /** Rego v0 without the package line. */
  readonly rego: string;
  /** What the rule reads from the inventory: groups, versions and kinds of one entry belong together. */
  readonly sync?: readonly { groups: string[]; versions: string[]; kinds: string[] }[];
}
