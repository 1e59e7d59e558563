import { parseArgs } from 'node:util';

/** What `npm start -- …` was asked to do. */
export interface StartArguments {
  /** Evaluate once, print the table and end. */
  readonly once: boolean;
  /** With `once`: one JSON document on stdout and nothing else. */
  readonly json: boolean;
  /** Another estate folder than the sample. */
  readonly estate?: string;
  /** Read policies and clusters from Azure instead of the emulator. */
  readonly azure: boolean;
  readonly subscriptions: readonly string[];
  /** A kubeconfig file whose contexts become clusters of the estate. */
  readonly kubeconfig?: string;
  /** The port of the Functions host; 7071 unless it is taken. */
  readonly port?: number;
  readonly help: boolean;
}

/** The command line is wrong; the message says how to mend it. */
export class ArgumentsError extends Error {
  readonly code = 'InvalidArguments';
  constructor(message: string) {
    super(`${message} See npm start -- --help.`);
    this.name = 'ArgumentsError';
  }
}

export const usage = `Usage: npm start [-- options]

  (no options)            start everything with the sample estate and watch it
  --once                  evaluate once, print the compliance table, end
  --once --json           the same as one JSON document on stdout
  --estate DIR            another estate folder (docs/estate.md describes it)
  --azure                 read policies and clusters from Azure (az login first); nothing is written there
  --subscription ID       with --azure: the subscription to read; may be repeated
  --kubeconfig FILE       add the contexts of a kubeconfig (kind, minikube, AKS) as clusters
  --port N                the port of the Functions host (default 7071, or a free one when it is taken)
  --help                  this text
`;

/**
 * Parses the arguments of `npm start`.
 *
 * @param argv what follows `--`
 * @throws ArgumentsError for unknown options and combinations that make no sense
 */
export function parseArguments(argv: readonly string[]): StartArguments {
  const values = read(argv);
  const complain = (message: string): never => {
    throw new ArgumentsError(message);
  };
  if (values.json && !values.once) complain('--json prints one document, so it goes with --once.');
  if (values.azure && values.subscription === undefined) complain('--azure needs --subscription ID.');
  if (!values.azure && values.subscription !== undefined) complain('--subscription goes with --azure.');
  if (values.azure && values.estate !== undefined) complain('--azure and --estate exclude each other.');
  const port = values.port === undefined ? undefined : Number(values.port);
  if (port !== undefined && !(Number.isInteger(port) && port >= 0 && port <= 65535))
    complain(`--port must be a number from 0 to 65535, not "${values.port}".`);
  for (const id of values.subscription ?? [])
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id))
      complain(`--subscription must be a subscription id (a GUID), not "${id}".`);
  return {
    once: values.once ?? false,
    json: values.json ?? false,
    azure: values.azure ?? false,
    subscriptions: values.subscription ?? [],
    help: values.help ?? false,
    ...(values.estate === undefined ? {} : { estate: values.estate }),
    ...(values.kubeconfig === undefined ? {} : { kubeconfig: values.kubeconfig }),
    ...(port === undefined ? {} : { port }),
  };
}

function read(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: {
        once: { type: 'boolean' },
        json: { type: 'boolean' },
        estate: { type: 'string' },
        azure: { type: 'boolean' },
        subscription: { type: 'string', multiple: true },
        kubeconfig: { type: 'string' },
        port: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    throw new ArgumentsError(`${(error as Error).message.split('. ')[0]}.`);
  }
}
