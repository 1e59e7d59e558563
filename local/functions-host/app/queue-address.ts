import { resolveSettingReferences } from '../config/resolve-setting-references';
import { storageConnection } from '../config/storage-connection';
import type { BindingInfo } from '../core/core-types';
import type { QueueAddress } from './host-function';

// Storage's rule for queue names: 3 to 63 lower-case letters, digits and single hyphens inside.
const queueName = /^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/;

/** The queue that a storage queue binding means, with `%Setting%` and the connection resolved; or what is wrong. */
export function queueAddress(
  binding: BindingInfo,
  settings: Readonly<Record<string, string>>,
): { readonly address: QueueAddress } | { readonly problems: readonly string[] } {
  const problems: string[] = [];
  const given = binding['queueName'];
  let name = '';
  if (typeof given !== 'string' || given === '') problems.push("needs a 'queueName'");
  else {
    const resolved = resolveSettingReferences(given, settings);
    if ('missing' in resolved) {
      problems.push(
        ...resolved.missing.map((setting) => `'queueName' needs the app setting '${setting}'; set it`),
      );
    } else if (/[{}]/.test(resolved.text)) {
      problems.push(
        `the binding expression in queueName '${given}' is not served by this host; use a fixed name`,
      );
    } else if (!queueName.test(resolved.text)) {
      problems.push(
        `'${resolved.text}' is no queue name: 3 to 63 lower-case letters, digits and single hyphens, none at the ends`,
      );
    } else name = resolved.text;
  }
  const connection = storageConnection(binding['connection'] as string | undefined, settings);
  if ('problem' in connection) problems.push(connection.problem);
  if (problems.length > 0 || 'problem' in connection) return { problems };
  return { address: { queueName: name, connectionString: connection.connectionString } };
}
