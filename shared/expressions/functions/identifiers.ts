import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { textArgument } from '../arguments';
import { defineFunction, type FunctionDefinition } from '../function-definition';
import type { JsonValue } from '../json-value';
import { uniqueStringOf } from './unique-string';

/** The namespace under which Resource Manager derives its name-based (version 5) GUIDs. */
const GUID_NAMESPACE = '11fb06fb712d4ddd98c7e71bbd588830';

const joined = (name: string, args: readonly JsonValue[]): string =>
  args.map((_, position) => textArgument(name, args, position)).join('-');

function guid(args: readonly JsonValue[]): string {
  const hash = createHash('sha1')
    .update(Buffer.from(GUID_NAMESPACE, 'hex'))
    .update(joined('guid', args))
    .digest();
  hash[6] = ((hash[6] as number) & 0x0f) | 0x50;
  hash[8] = ((hash[8] as number) & 0x3f) | 0x80;
  const hex = hash.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    '-',
  );
}

export const IDENTIFIER_FUNCTIONS: readonly FunctionDefinition[] = [
  defineFunction('identifier', 'guid', [1, 128], guid),
  defineFunction('identifier', 'uniqueString', [1, 128], (args) =>
    uniqueStringOf(joined('uniqueString', args)),
  ),
];
