import type { FunctionCallback, FunctionMetadata, RetryOptions } from '../core/core-types';
import type { RouteTemplate } from '../http/route-template';
import type { Ncrontab } from '../timer/ncrontab';

/** A registered function whose bindings have all been checked and resolved. */
export interface HostFunction {
  readonly name: string;
  readonly metadata: FunctionMetadata;
  readonly callback: FunctionCallback;
  readonly trigger: HostTrigger;
  /** Storage queue outputs by binding name (`$return` included). */
  readonly outputs: ReadonlyMap<string, QueueAddress>;
  /** Switched off by the app setting `AzureWebJobs.<name>.Disabled`. */
  readonly disabled: boolean;
}

export type HostTrigger = HttpTrigger | TimerTrigger | QueueTrigger | EventGridTrigger;

export interface HttpTrigger {
  readonly type: 'httpTrigger';
  readonly binding: string;
  /** As registered, without the route prefix; the function's name when none was given. */
  readonly route: string;
  readonly template: RouteTemplate;
  readonly methods: readonly string[];
  readonly authLevel: string;
}

export interface TimerTrigger {
  readonly type: 'timerTrigger';
  readonly binding: string;
  readonly schedule: Ncrontab;
  readonly runOnStartup: boolean;
  readonly useMonitor: boolean;
  readonly retry: RetryOptions | undefined;
}

export interface QueueTrigger extends QueueAddress {
  readonly type: 'queueTrigger';
  readonly binding: string;
}

export interface EventGridTrigger {
  readonly type: 'eventGridTrigger';
  readonly binding: string;
}

export interface QueueAddress {
  readonly queueName: string;
  readonly connectionString: string;
}
