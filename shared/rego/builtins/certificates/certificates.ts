import { X509Certificate } from 'node:crypto';
import { isObject, keysOf } from '../../runtime/access';
import { entryOf } from '../../runtime/build';
import { currentSession } from '../../runtime/session';
import { isNumber, type RegoNumber, toDouble } from '../../values/number';
import { type RegoMap, type RegoObject, type RegoValue, typeName } from '../../values/value';
import { base64Bytes } from '../base64-bytes';
import { builtinTable } from '../builtin';
import { BuiltinFailure, failable, textOperand } from '../failure';
import { listOperand } from '../operands';
import { type Certificate, parseCertificate, parseCertificates } from './certificate';
import { parseCertificateRequest } from './certificate-request';
import { readDer } from './der';
import { pemBlocks } from './pem';
import { pemText, privateKeyFields, privateKeys, rsaWebKey } from './private-keys';
import { type ChainUse, verifiedChain } from './verify-chain';

/** `crypto.x509.*` and `crypto.parse_private_keys`: what they give has the fields of Go's types in JSON, as in OPA. */
export const certificateBuiltins = builtinTable({
  'crypto.parse_private_keys': unary('crypto.parse_private_keys', (text) =>
    text === '' ? null : privateKeys(text).map(privateKeyFields),
  ),
  'crypto.x509.parse_rsa_private_key': unary('crypto.x509.parse_rsa_private_key', rsaWebKey),
  'crypto.x509.parse_certificates': unary('crypto.x509.parse_certificates', (text) =>
    certificatesOf(text).map(({ fields }) => fields),
  ),
  'crypto.x509.parse_certificate_request': unary('crypto.x509.parse_certificate_request', request),
  'crypto.x509.parse_keypair': binary('crypto.x509.parse_keypair', keyPair),
  'crypto.x509.parse_and_verify_certificates': unary('crypto.x509.parse_and_verify_certificates', (text) =>
    verify(text, {}),
  ),
  'crypto.x509.parse_and_verify_certificates_with_options': binary(
    'crypto.x509.parse_and_verify_certificates_with_options',
    (text, options) => {
      const pem = textOperand(text, 1, typeName(text));
      if (!isObject(options)) throw new BuiltinFailure(`must be object but got ${typeName(options)}`, 2);
      return isBundle(pem) ? verify(pem, chainOptions(options)) : [false, []];
    },
  ),
});

function unary(name: string, work: (text: string) => RegoValue) {
  const call = failable(name, (text) => work(textOperand(text, 1, typeName(text as RegoValue))));
  return (text: RegoValue) => call(text);
}

function binary(name: string, work: (a: RegoValue, b: RegoValue) => RegoValue) {
  const call = failable(name, work as (...args: RegoValue[]) => RegoValue);
  return (a: RegoValue, b: RegoValue) => call(a, b);
}

/** Certificates from PEM, from base64 of DER, or from base64 of PEM. */
function certificatesOf(text: string): Certificate[] {
  if (!text.startsWith('-----BEGIN')) {
    const bytes = base64Bytes(text);
    if (!bytes.toString('latin1').startsWith('-----BEGIN')) return parseCertificates(bytes);
  }
  const blocks = pemBlocks(pemText(text));
  if (blocks.length === 0) throw new BuiltinFailure('failed to decode a PEM block');
  return blocks.map(({ type, bytes }) => {
    if (type !== 'CERTIFICATE') throw new BuiltinFailure('PEM block type should be CERTIFICATE');
    return parseCertificate(readDer(bytes));
  });
}

function request(text: string): RegoValue {
  let bytes = text.startsWith('-----BEGIN') ? undefined : base64Bytes(text);
  if (bytes === undefined || bytes.toString('latin1').startsWith('-----BEGIN')) {
    const [block] = pemBlocks(pemText(text));
    if (block === undefined || !/^(?:NEW )?CERTIFICATE REQUEST$/.test(block.type))
      throw new BuiltinFailure('invalid PEM-encoded certificate signing request');
    bytes = block.bytes;
  }
  return parseCertificateRequest(bytes);
}

function keyPair(certificate: RegoValue, key: RegoValue): RegoValue {
  const text = textOperand(certificate, 1, typeName(certificate));
  // OPA counts both as the first operand in its messages.
  const keyText = textOperand(key, 1, typeName(key));
  const certificates = certificatesOf(text);
  const [privateKey] = privateKeys(pemText(keyText));
  const [leaf] = certificates;
  if (leaf === undefined || privateKey === undefined)
    throw new BuiltinFailure('tls: failed to find any PEM data in certificate or key input');
  if (!new X509Certificate(leaf.bytes).checkPrivateKey(privateKey))
    throw new BuiltinFailure('tls: private key does not match public key');
  const { URIStrings: _, ...fields } = leaf.fields;
  return {
    Certificate: certificates.map(({ bytes }) => bytes.toString('base64')),
    PrivateKey: privateKeyFields(privateKey),
    SupportedSignatureAlgorithms: null,
    OCSPStaple: null,
    SignedCertificateTimestamps: null,
    Leaf: fields,
  };
}

/** Whether there are certificates to read in the text. */
function isBundle(text: string): boolean {
  try {
    certificatesOf(text);
    return true;
  } catch {
    return false;
  }
}

const DEFAULT_COMPARISONS = 250_000;
const NANOSECONDS_PER_MILLISECOND = 1_000_000;

/** `[true, chain]` with the leaf first, or `[false, []]`, also for what is no certificate at all. */
function verify(text: string, options: Partial<ChainUse>): RegoValue {
  const use: ChainUse = {
    time: options.time ?? clock(),
    purposes: options.purposes ?? [1],
    host: options.host,
    maxComparisons: options.maxComparisons ?? DEFAULT_COMPARISONS,
  };
  try {
    return [true, verifiedChain(certificatesOf(text), use).map(({ fields }) => fields)];
  } catch {
    return [false, []];
  }
}

function clock(): number {
  const { now } = currentSession();
  if (now === undefined)
    throw new BuiltinFailure(
      'this evaluation was given no time; pass nowNanoseconds or the option CurrentTime',
    );
  return toDouble(now) / NANOSECONDS_PER_MILLISECOND;
}

const PURPOSE_NAMES = [
  'Any',
  'ServerAuth',
  'ClientAuth',
  'CodeSigning',
  'EmailProtection',
  'IPSECEndSystem',
  'IPSECTunnel',
  'IPSECUser',
  'TimeStamping',
  'OCSPSigning',
  'MicrosoftServerGatedCrypto',
  'NetscapeServerGatedCrypto',
  'MicrosoftCommercialCodeSigning',
  'MicrosoftKernelCodeSigning',
].map((name) => `KeyUsage${name}`);

function chainOptions(options: RegoObject | RegoMap): Partial<ChainUse> {
  let use: Partial<ChainUse> = {};
  for (const key of keysOf(options) ?? []) {
    const value = entryOf(options, key) as RegoValue;
    if (key === 'DNSName' && typeof value === 'string') use = { ...use, host: value };
    else if (key === 'CurrentTime' && isNumber(value))
      use = { ...use, time: toDouble(value as RegoNumber) / NANOSECONDS_PER_MILLISECOND };
    else if (key === 'MaxConstraintComparisons' && isNumber(value))
      use = { ...use, maxComparisons: toDouble(value as RegoNumber) };
    else if (key === 'KeyUsages' && listOperand(value) !== undefined)
      use = { ...use, purposes: (listOperand(value) as readonly RegoValue[]).map(purposeOf) };
    else throw new BuiltinFailure('invalid key option');
  }
  return use;
}

function purposeOf(name: RegoValue): number {
  const purpose = PURPOSE_NAMES.indexOf(String(name));
  if (purpose < 0) throw new BuiltinFailure(`invalid entries for 'KeyUsages' found: ${String(name)}`);
  return purpose;
}
