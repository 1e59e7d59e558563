import { describe, expect, it } from 'vitest';
import { ArgumentsError, parseArguments } from './arguments';

const subscription = '7d1f0a52-3c4e-4b7a-9a61-0c5b8e2f4d10';

describe('parseArguments', () => {
  it('starts and watches the sample estate when nothing is said', () => {
    expect(parseArguments([])).toEqual({
      once: false,
      json: false,
      azure: false,
      subscriptions: [],
      help: false,
    });
  });

  it('takes every option', () => {
    expect(
      parseArguments([
        '--once',
        '--json',
        '--azure',
        '--subscription',
        subscription,
        '--kubeconfig',
        'k',
        '--port',
        '0',
      ]),
    ).toEqual({
      once: true,
      json: true,
      azure: true,
      subscriptions: [subscription],
      kubeconfig: 'k',
      port: 0,
      help: false,
    });
  });

  it.each([
    [['--json'], '--json prints one document, so it goes with --once.'],
    [['--azure'], '--azure needs --subscription ID.'],
    [['--subscription', subscription], '--subscription goes with --azure.'],
    [
      ['--azure', '--subscription', subscription, '--estate', 'x'],
      '--azure and --estate exclude each other.',
    ],
    [['--azure', '--subscription', 'prod'], '--subscription must be a subscription id (a GUID), not "prod".'],
    [['--port', 'x'], '--port must be a number from 0 to 65535, not "x".'],
    [['--verbose'], "Unknown option '--verbose'."],
  ])('refuses %j', (argv, message) => {
    expect(() => parseArguments(argv)).toThrow(new ArgumentsError(message));
  });
});
