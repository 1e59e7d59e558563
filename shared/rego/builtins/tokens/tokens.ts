import { type RegoValue, typeName } from '../../values/value';
import { type Builtin, builtinTable } from '../builtin';
import { BuiltinFailure, failable, textOperand } from '../failure';
import { decodeVerify, signedByAny } from './decode-verify';
import { encodeSign, encodeSignRaw } from './encode-sign';
import {
  decodedHeader,
  decodedPayload,
  decodedSignature,
  headerText,
  jsonObject,
  MAX_NESTING,
  nestedToken,
  signedText,
  type TokenParts,
  tokenParts,
} from './json-web-token';
import { SIGNING_ALGORITHMS, type SigningAlgorithm } from './signing-algorithms';
import { secretKeyOf, verificationKeys } from './verification-keys';

/** `io.jwt.*`: tokens of RFC 7519 signed by RFC 7515. Semantics and messages are OPA's. */
export const tokenBuiltins = builtinTable({
  'io.jwt.decode': unary('io.jwt.decode', decode),
  'io.jwt.decode_verify': binary('io.jwt.decode_verify', decodeVerify),
  'io.jwt.encode_sign': ternary('io.jwt.encode_sign', encodeSign),
  'io.jwt.encode_sign_raw': ternary('io.jwt.encode_sign_raw', encodeSignRaw),
  ...Object.fromEntries([...SIGNING_ALGORITHMS].map(([name, algorithm]) => verifier(name, algorithm))),
});

// The arity of a builtin is the number of its function's parameters, hence one wrapper for each number.

function unary(name: string, work: (a: RegoValue) => RegoValue) {
  const call = failable(name, work as Builtin['call']);
  return (a: RegoValue) => call(a);
}

function binary(name: string, work: (a: RegoValue, b: RegoValue) => RegoValue) {
  const call = failable(name, work as Builtin['call']);
  return (a: RegoValue, b: RegoValue) => call(a, b);
}

function ternary(name: string, work: (a: RegoValue, b: RegoValue, c: RegoValue) => RegoValue) {
  const call = failable(name, work as Builtin['call']);
  return (a: RegoValue, b: RegoValue, c: RegoValue) => call(a, b, c);
}

function decode(token: RegoValue): RegoValue {
  let text = textOperand(token, 1, typeName(token));
  for (let depth = 0; depth < MAX_NESTING; depth++) {
    const parts = tokenParts(text);
    const header = decodedHeader(parts);
    const payload = decodedPayload(parts);
    if (headerText(header, 'cty').toUpperCase() === 'JWT') {
      text = nestedToken(payload);
      continue;
    }
    return [header, jsonObject(payload), signatureInHex(parts)];
  }
  throw new BuiltinFailure('tokens are nested too deeply');
}

function signatureInHex(parts: TokenParts): string {
  try {
    return decodedSignature(parts).toString('hex');
  } catch (error) {
    throw new BuiltinFailure(`JWT signature had invalid encoding: ${(error as Error).message}`);
  }
}

function verifier(algorithmName: string, algorithm: SigningAlgorithm) {
  const name = `io.jwt.verify_${algorithmName.toLowerCase()}`;
  const verify = (token: RegoValue, key: RegoValue): RegoValue => {
    const text = textOperand(token, 1, typeName(token));
    if (algorithmName.startsWith('HS')) {
      const secret = secretKeyOf(textOperand(key, 2, typeName(key)));
      const parts = tokenParts(text);
      return algorithm.verify(secret, signedText(parts), decodedSignature(parts));
    }
    const parts = tokenParts(text);
    const keyText = textOperand(key, 2, typeName(key));
    const keys = verificationKeys(keyText);
    const signature = decodedSignature(parts);
    const header = decodedHeader(parts);
    const subject = { name: headerText(header, 'alg'), id: headerText(header, 'kid'), algorithm };
    return signedByAny(keys, subject, signedText(parts), signature);
  };
  return [name, binary(name, verify)] as const;
}
