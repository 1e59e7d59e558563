import { integerArgument, textArgument } from './arguments';
import { ExpressionFailure } from './errors';
import type { HostFunction } from './evaluate-expression';
import type { JsonObject, JsonValue } from './json-value';

/** Where a deployment runs, for the functions that tell it. Objects are handed to the template as they are. */
export interface DeploymentScope {
  readonly tenant?: JsonObject;
  readonly managementGroup?: JsonObject;
  /** Needs `subscriptionId`. */
  readonly subscription?: JsonObject;
  /** Needs `name`. */
  readonly resourceGroup?: JsonObject;
  readonly deployment?: JsonObject;
  readonly environment?: JsonObject;
  /** The copy loops around the expression, innermost last, with their present index. */
  readonly copies?: readonly { readonly name: string; readonly index: number }[];
  /** `reference(id, apiVersion?, 'Full'?)`: the resource's properties, or the whole resource. */
  readonly reference?: (idOrName: string, apiVersion: string | undefined, full: boolean) => JsonValue;
  /** Every function whose name starts with `list`. */
  readonly list?: (name: string, id: string, apiVersion: string, body: JsonValue | undefined) => JsonValue;
  readonly newGuid?: () => string;
}

/** The functions of deployment templates that depend on where the deployment runs, for ExpressionScope.functions. */
export function createDeploymentFunctions(scope: DeploymentScope): ReadonlyMap<string, HostFunction> {
  const functions = new Map<string, HostFunction>();
  const object = (name: string, value: JsonObject | undefined): void => {
    if (value !== undefined) functions.set(name.toLowerCase(), () => value);
  };
  object('tenant', scope.tenant);
  object('managementGroup', scope.managementGroup);
  object('subscription', scope.subscription);
  object('resourceGroup', scope.resourceGroup);
  object('deployment', scope.deployment);
  object('environment', scope.environment);
  functions.set('resourceid', (args) => resourceId(args, scope));
  functions.set('subscriptionresourceid', (args) => subscriptionResourceId(args, scope));
  functions.set('tenantresourceid', (args) => `/providers/${typedName('tenantResourceId', args)}`);
  functions.set('managementgroupresourceid', (args) => managementGroupResourceId(args, scope));
  functions.set('extensionresourceid', (args) => {
    const id = textArgument('extensionResourceId', args, 0);
    return `${id}/providers/${typedName('extensionResourceId', args.slice(1))}`;
  });
  functions.set('copyindex', (args) => copyIndex(args, scope));
  if (scope.newGuid) functions.set('newguid', scope.newGuid);
  const { reference, list } = scope;
  if (reference) {
    functions.set('reference', (args) =>
      reference(
        textArgument('reference', args, 0),
        typeof args[1] === 'string' ? args[1] : undefined,
        typeof args[2] === 'string' && args[2].toLowerCase() === 'full',
      ),
    );
  }
  return list ? withLists(functions, list) : functions;
}

/** A map in which every name that starts with `list` is found. */
function withLists(
  functions: Map<string, HostFunction>,
  list: NonNullable<DeploymentScope['list']>,
): ReadonlyMap<string, HostFunction> {
  const found = functions.get.bind(functions);
  functions.get = (name) =>
    found(name) ??
    (name.startsWith('list')
      ? (args) => list(name, textArgument(name, args, 0), textArgument(name, args, 1), args[2])
      : undefined);
  return functions;
}

const isGuid = (text: string): boolean => /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

/** `Microsoft.X/a/b`, `name1`, `name2` → `Microsoft.X/a/name1/b/name2`. */
function typedName(name: string, args: readonly JsonValue[]): string {
  const [type = '', ...names] = args.map((_, position) => textArgument(name, args, position));
  const [provider = '', ...kinds] = type.split('/');
  if (kinds.length === 0 || kinds.length !== names.length) {
    throw new ExpressionFailure(
      'InvalidArgument',
      `${name}() needs one name for each segment of the type "${type}"; it got ${names.length}.`,
    );
  }
  return [provider, ...kinds.flatMap((kind, index) => [kind, names[index] as string])].join('/');
}

/** Splits off the optional leading arguments, which are those before the first that has a slash. */
function leading(args: readonly JsonValue[]): number {
  const index = args.findIndex((value) => typeof value === 'string' && value.includes('/'));
  return index < 0 ? 0 : index;
}

function required(value: JsonObject | undefined, member: string, name: string): string {
  const found = value?.[member];
  if (typeof found === 'string') return found;
  throw new ExpressionFailure(
    'NotAvailable',
    `${name}() needs a ${member}, which this deployment scope does not have.`,
  );
}

function resourceId(args: readonly JsonValue[], scope: DeploymentScope): string {
  const count = leading(args);
  const given = args.slice(0, count).map((_, position) => textArgument('resourceId', args, position));
  const typed = typedName('resourceId', args.slice(count));
  const explicitSubscription =
    given.length > 1 || (given.length === 1 && isGuid(given[0] as string)) ? given[0] : undefined;
  const explicitGroup =
    given.length > 1 ? given[1] : explicitSubscription === undefined ? given[0] : undefined;
  const group =
    explicitGroup ?? (scope.resourceGroup ? required(scope.resourceGroup, 'name', 'resourceId') : undefined);
  const subscription =
    explicitSubscription ??
    (scope.subscription || group ? required(scope.subscription, 'subscriptionId', 'resourceId') : undefined);
  if (subscription === undefined) return `/providers/${typed}`;
  const groupPart = group === undefined ? '' : `/resourceGroups/${group}`;
  return `/subscriptions/${subscription}${groupPart}/providers/${typed}`;
}

function subscriptionResourceId(args: readonly JsonValue[], scope: DeploymentScope): string {
  const count = leading(args);
  const subscription =
    count > 0
      ? textArgument('subscriptionResourceId', args, 0)
      : required(scope.subscription, 'subscriptionId', 'subscriptionResourceId');
  return `/subscriptions/${subscription}/providers/${typedName('subscriptionResourceId', args.slice(count))}`;
}

function managementGroupResourceId(args: readonly JsonValue[], scope: DeploymentScope): string {
  const count = leading(args);
  const group =
    count > 0
      ? textArgument('managementGroupResourceId', args, 0)
      : required(scope.managementGroup, 'name', 'managementGroupResourceId');
  const typed = typedName('managementGroupResourceId', args.slice(count));
  return `/providers/Microsoft.Management/managementGroups/${group}/providers/${typed}`;
}

function copyIndex(args: readonly JsonValue[], scope: DeploymentScope): number {
  const named = typeof args[0] === 'string' ? args[0] : undefined;
  const offsetPosition = named === undefined ? 0 : 1;
  const offset = args.length > offsetPosition ? integerArgument('copyIndex', args, offsetPosition) : 0;
  const copies = scope.copies ?? [];
  const copy =
    named === undefined
      ? copies.at(-1)
      : copies.find(({ name }) => name.toLowerCase() === named.toLowerCase());
  if (copy === undefined) {
    throw new ExpressionFailure(
      'NotAvailable',
      `copyIndex(${named ?? ''}) stands outside the copy loop it counts.`,
    );
  }
  return copy.index + offset;
}
