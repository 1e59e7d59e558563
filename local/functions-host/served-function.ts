import type { HostFunction } from './app/host-function';

/** A function as it is served. */
export interface ServedFunction {
  readonly name: string;
  readonly type: HostFunction['trigger']['type'];
  readonly disabled: boolean;
  /** HTTP: the full route (prefix included) and the methods. */
  readonly route?: string;
  readonly methods?: readonly string[];
  readonly queueName?: string;
  readonly schedule?: string;
}

/** What the host tells others about a function. */
export function servedFunction({ name, trigger, disabled }: HostFunction): ServedFunction {
  const common = { name, type: trigger.type, disabled };
  switch (trigger.type) {
    case 'httpTrigger':
      return { ...common, route: trigger.template.text, methods: trigger.methods };
    case 'queueTrigger':
      return { ...common, queueName: trigger.queueName };
    case 'timerTrigger':
      return { ...common, schedule: trigger.schedule.text };
    case 'eventGridTrigger':
      return common;
  }
}
