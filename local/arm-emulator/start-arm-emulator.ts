import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ArmResource } from '../../shared/policy/index';
import { agentPoolRoutes } from './agent-pools-api';
import { ArmError, armErrorBody } from './arm-error';
import type { ArmEstate, ArmObject } from './arm-estate';
import { type ArmRequest, readArmRequest } from './arm-request';
import type { ArmResponse } from './arm-response';
import { type ArmWorld, createArmWorld } from './arm-world';
import { builtInDefinitions, builtInSetDefinitions } from './builtins/index';
import { clusterCredentialRoutes } from './cluster-credentials-api';
import { clusterPowerRoutes } from './cluster-power-api';
import type { EventGridEvent } from './event-grid-event';
import { hierarchyRoutes } from './hierarchy-api';
import { managedClusterRoutes } from './managed-clusters-api';
import { operationRoutes } from './operations-api';
import { policyAssignmentRoutes } from './policy-assignments-api';
import { policyDefinitionRoutes } from './policy-definitions-api';
import { policyExemptionRoutes } from './policy-exemptions-api';
import { policyVersionRoutes } from './policy-versions-api';
import type { PolicyViolation, WriteCheck } from './policy-violation';
import { providerRoutes } from './providers-api';
import { resourceGroupRoutes } from './resource-groups-api';
import { anyResource, resourceListRoutes } from './resources-api';
import { matchRoute, type Route } from './route';
import { tagRoutes } from './tags-api';

export interface ArmEmulatorOptions {
  /** A free port is taken when 0 or absent. */
  readonly port?: number;
  readonly estate: ArmEstate;
  /** The kubeconfig (YAML) of a cluster; undefined for a cluster without an API server. */
  readonly kubeconfigFor: (clusterId: string) => string | undefined;
  /** Gets the event of every write and delete. A failure is logged and changes nothing. */
  readonly onEvent?: (event: EventGridEvent) => void | Promise<void>;
  /**
   * Asked before every write and delete of a resource or resource group over HTTP; what it returns forbids them with
   * `RequestDisallowedByPolicy`. Policy objects are not asked about.
   */
  readonly checkWrite?: (request: WriteCheck) => Promise<readonly PolicyViolation[]>;
  /** How long a long-running operation takes; 50 ms when absent. */
  readonly operationMilliseconds?: number;
  readonly log?: (message: string) => void;
}

export interface ArmEmulator {
  /** `http://127.0.0.1:{port}` */
  readonly url: string;
  /** Writes an object as it is, without asking policies (as if it had changed behind ARM's back), with its event. */
  putResource(resource: ArmObject): ArmResource;
  /** Deletes an object with all below it, without asking policies, with the events. False when there is none. */
  deleteResource(id: string): boolean;
  /** Stops serving, and drops long-running operations that are under way. */
  close(): Promise<void>;
}

const operationMilliseconds = 50;

/**
 * Serves Azure Resource Manager on the loopback address, from memory, to the unchanged SDK clients: policy objects,
 * resource groups, resources, tags, clusters, the management group hierarchy, with ARM's errors, paging, long-running
 * operations and Event Grid events. Built-in definitions are there from the start.
 *
 * @throws TypeError when an object of the estate has no ARM id; an error of `node:net` when the port is taken
 */
export async function startArmEmulator(options: ArmEmulatorOptions): Promise<ArmEmulator> {
  const log = options.log ?? (() => undefined);
  const world = createArmWorld({
    tenantId: options.estate.tenantId,
    kubeconfigFor: options.kubeconfigFor,
    operationMilliseconds: options.operationMilliseconds ?? operationMilliseconds,
    ...(options.checkWrite === undefined ? {} : { checkWrite: options.checkWrite }),
    onEvent: (event) => {
      Promise.resolve()
        .then(() => options.onEvent?.(event))
        .catch((error: unknown) => log(`The event ${event.id} could not be handed over: ${String(error)}`));
    },
  });
  fill(world, options.estate);
  const answer = responder(world);
  const server = createServer((message, response) => {
    void serve(message, response, answer, log);
  });
  // Node ends connections after five idle seconds; a request that is on its way just then would fail.
  server.keepAliveTimeout = 60_000;
  await listen(server, options.port ?? 0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    putResource: (resource) => world.write(resource),
    deleteResource: (id) => world.remove(id) !== undefined,
    close: () => {
      world.operations.close();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function fill(world: ArmWorld, estate: ArmEstate): void {
  const objects = [
    builtInDefinitions(),
    builtInSetDefinitions(),
    estate.managementGroups,
    estate.subscriptions,
    estate.resourceGroups,
    estate.resources,
    estate.definitions,
    estate.setDefinitions,
    estate.assignments,
    estate.exemptions,
  ];
  for (const object of objects.flat()) world.store.put(object);
}

/** The routes are tried in this order: named ones before those that take any resource. */
function responder(world: ArmWorld): (request: ArmRequest) => Promise<ArmResponse> {
  const routes: Route[] = [
    ...policyVersionRoutes(world),
    ...policyDefinitionRoutes(world),
    ...policyAssignmentRoutes(world),
    ...policyExemptionRoutes(world),
    ...tagRoutes(world),
    ...hierarchyRoutes(world),
    ...operationRoutes(world),
    ...providerRoutes(world),
    ...resourceListRoutes(world),
    ...resourceGroupRoutes(world),
    ...clusterCredentialRoutes(world),
    ...clusterPowerRoutes(world),
    ...agentPoolRoutes(world),
    ...managedClusterRoutes(world),
  ];
  const fallback = anyResource(world);
  return async (request) => {
    for (const { method, pattern, handle } of routes) {
      if (method !== request.method) continue;
      const parameters = matchRoute(pattern, request.segments);
      if (parameters !== undefined) return handle(request, parameters);
    }
    return fallback(request);
  };
}

async function serve(
  message: IncomingMessage,
  response: ServerResponse,
  answer: (request: ArmRequest) => Promise<ArmResponse>,
  log: (message: string) => void,
): Promise<void> {
  let result: ArmResponse;
  try {
    result = await answer(await readArmRequest(message));
  } catch (error) {
    const known =
      error instanceof ArmError
        ? error
        : new ArmError(500, 'InternalServerError', error instanceof Error ? error.message : String(error));
    if (known !== error) log(`${message.method} ${message.url}: ${String(error)}`);
    result = { status: known.status, body: armErrorBody(known), headers: known.extra.headers ?? {} };
  }
  const asked = message.headers['x-ms-client-request-id'];
  const correlation = message.headers['x-ms-correlation-request-id'];
  response.writeHead(result.status, {
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-cache',
    'x-ms-request-id': randomUUID(),
    'x-ms-correlation-request-id': correlation ?? randomUUID(),
    ...(asked === undefined ? {} : { 'x-ms-client-request-id': asked }),
    ...result.headers,
  });
  response.end(
    result.body === undefined || message.method === 'HEAD' ? undefined : JSON.stringify(result.body),
  );
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}
