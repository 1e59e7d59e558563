import { Buffer } from 'node:buffer';
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { RegoValue } from '../values/value';
import { builtinTable } from './builtin';
import { wrong } from './operands';

export const hashBuiltins = builtinTable({
  'crypto.md5': hash('crypto.md5', 'md5'),
  'crypto.sha1': hash('crypto.sha1', 'sha1'),
  'crypto.sha256': hash('crypto.sha256', 'sha256'),
  'crypto.hmac.md5': hmac('crypto.hmac.md5', 'md5'),
  'crypto.hmac.sha1': hmac('crypto.hmac.sha1', 'sha1'),
  'crypto.hmac.sha256': hmac('crypto.hmac.sha256', 'sha256'),
  'crypto.hmac.sha512': hmac('crypto.hmac.sha512', 'sha512'),
  'crypto.hmac.equal': (a: RegoValue, b: RegoValue) => {
    if (typeof a !== 'string') return wrong('crypto.hmac.equal', 1, 'string', a);
    if (typeof b !== 'string') return wrong('crypto.hmac.equal', 2, 'string', b);
    const x = Buffer.from(a);
    const y = Buffer.from(b);
    return x.length === y.length && timingSafeEqual(x, y);
  },
});

function hash(name: string, algorithm: string) {
  return (s: RegoValue): RegoValue | undefined =>
    typeof s === 'string' ? createHash(algorithm).update(s).digest('hex') : wrong(name, 1, 'string', s);
}

function hmac(name: string, algorithm: string) {
  return (s: RegoValue, key: RegoValue): RegoValue | undefined => {
    if (typeof s !== 'string') return wrong(name, 1, 'string', s);
    if (typeof key !== 'string') return wrong(name, 2, 'string', key);
    return createHmac(algorithm, key).update(s).digest('hex');
  };
}
