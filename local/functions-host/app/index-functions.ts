import type { HostJson } from '../config/host-json';
import { storageConnection } from '../config/storage-connection';
import type { AppRegistry } from '../core/app-registry';
import type { BindingInfo, FunctionMetadata } from '../core/core-types';
import { type StartupProblem, startupError } from '../functions-host-error';
import type { HostFunction, HostTrigger, QueueAddress } from './host-function';
import { httpTrigger } from './http-trigger';
import { queueAddress } from './queue-address';
import { timerTrigger } from './timer-trigger';

type Settings = Readonly<Record<string, string>>;
type TriggerResult = { readonly trigger: HostTrigger } | { readonly problems: readonly string[] };

// The host's rule: a letter, then up to 127 letters, digits, hyphens and underscores; 'host' is taken.
const functionName = /^(?!host$)[a-z][a-z0-9_-]{0,127}$/i;

/**
 * Checks everything the app registered against host.json and the app settings, as the host does before it listens.
 * Throws FunctionsHostError `InvalidApp` that lists every problem with the function it concerns.
 */
export function indexFunctions(
  registered: AppRegistry['functions'],
  hostJson: HostJson,
  settings: Settings,
): readonly HostFunction[] {
  const problems: StartupProblem[] = [];
  const functions: HostFunction[] = [];
  const names = new Set<string>();
  for (const { metadata, callback } of registered) {
    const where = `function '${metadata.name}'`;
    const report = (messages: readonly string[]) => {
      for (const message of messages) problems.push({ where, message });
    };
    if (!functionName.test(metadata.name)) {
      report([
        'the name must start with a letter and have at most 128 letters, digits, hyphens and underscores',
      ]);
    }
    if (names.has(metadata.name.toLowerCase()))
      report(['another function has the same name; names differ by more than case']);
    names.add(metadata.name.toLowerCase());
    if (typeof callback !== 'function') report(["has no handler; give it a function as 'handler'"]);
    const trigger = triggerOf(metadata, hostJson, settings);
    if ('problems' in trigger) report(trigger.problems);
    const outputs = outputsOf(metadata, settings, report);
    if ('trigger' in trigger) {
      functions.push({
        name: metadata.name,
        metadata,
        callback,
        trigger: trigger.trigger,
        outputs,
        disabled: isDisabled(metadata.name, settings),
      });
    }
  }
  problems.push(...routeConflicts(functions), ...hostStorageProblems(functions, settings));
  if (problems.length > 0) throw startupError('InvalidApp', problems);
  return functions;
}

function triggerOf(metadata: FunctionMetadata, hostJson: HostJson, settings: Settings): TriggerResult {
  const triggers = Object.entries(metadata.bindings).filter(([, binding]) => /trigger$/i.test(binding.type));
  const [first, second] = triggers;
  if (first === undefined) return { problems: ['has no trigger'] };
  if (second !== undefined) return { problems: ['has more than one trigger'] };
  const [name, binding] = first;
  switch (binding.type.toLowerCase()) {
    case 'httptrigger':
      return httpTrigger(metadata.name, name, binding, hostJson.http.routePrefix);
    case 'timertrigger':
      return timerTrigger(name, binding, metadata.retryOptions, settings);
    case 'queuetrigger':
      return queueTrigger(name, binding, settings);
    case 'eventgridtrigger':
      return { trigger: { type: 'eventGridTrigger', binding: name } };
    default:
      return {
        problems: [
          `this host serves no '${binding.type}' (HTTP, timer, storage queue and Event Grid only); use Core Tools`,
        ],
      };
  }
}

function queueTrigger(name: string, binding: BindingInfo, settings: Settings): TriggerResult {
  const queue = queueAddress(binding, settings);
  if ('problems' in queue) return queue;
  return { trigger: { type: 'queueTrigger', binding: name, ...queue.address } };
}

function outputsOf(
  metadata: FunctionMetadata,
  settings: Settings,
  report: (messages: readonly string[]) => void,
): ReadonlyMap<string, QueueAddress> {
  const outputs = new Map<string, QueueAddress>();
  for (const [name, binding] of Object.entries(metadata.bindings)) {
    if (/trigger$/i.test(binding.type) || (binding.direction === 'out' && binding.type === 'http')) continue;
    if (binding.direction === 'out' && binding.type === 'queue') {
      const queue = queueAddress(binding, settings);
      if ('problems' in queue) report(queue.problems.map((problem) => `output '${name}': ${problem}`));
      else outputs.set(name, queue.address);
    } else {
      report([
        `this host serves no '${binding.type}' binding (direction ${binding.direction}); use Core Tools`,
      ]);
    }
  }
  return outputs;
}

function routeConflicts(functions: readonly HostFunction[]): StartupProblem[] {
  const problems: StartupProblem[] = [];
  const seen: { name: string; route: string; methods: readonly string[] }[] = [];
  for (const { name, trigger } of functions) {
    if (trigger.type !== 'httpTrigger') continue;
    const route = trigger.route.replace(/\/+$/, '').toLowerCase();
    const other = seen.find(
      (it) => it.route === route && it.methods.some((method) => trigger.methods.includes(method)),
    );
    if (other !== undefined) {
      const message = `the route '${trigger.route}' conflicts with the route of function '${other.name}'; change it or its methods`;
      problems.push({ where: `function '${name}'`, message });
    }
    seen.push({ name, route, methods: trigger.methods });
  }
  return problems;
}

/** Timers and queues need the host's own storage, whatever connection their bindings name. */
function hostStorageProblems(functions: readonly HostFunction[], settings: Settings): StartupProblem[] {
  const needing = functions.find(
    ({ trigger }) => trigger.type === 'timerTrigger' || trigger.type === 'queueTrigger',
  );
  if (needing === undefined) return [];
  const connection = storageConnection(undefined, settings);
  return 'problem' in connection
    ? [{ where: 'app settings', message: `${connection.problem} (function '${needing.name}' needs it)` }]
    : [];
}

function isDisabled(name: string, settings: Settings): boolean {
  const value = settings[`AzureWebJobs.${name}.Disabled`] ?? settings[`AzureWebJobs_${name}_Disabled`];
  return value === '1' || value?.toLowerCase() === 'true';
}
