import type { Buffer } from 'node:buffer';
import type { RegoValue } from '../../values/value';
import {
  DER,
  type DerValue,
  derBits,
  derItems,
  derOid,
  derSmallInteger,
  derText,
  itemsOf,
  malformed,
  readDer,
} from './der';
import { distinguishedName } from './distinguished-name';
import { extensionFields, readExtensions } from './extensions';
import { alternativeNameFields, generalNames, listOrNull } from './general-names';
import { publicKeyFields, signatureAlgorithm } from './public-keys';

const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';

/** Reads a signing request of RFC 2986, in the fields that Go's `x509.CertificateRequest` has in JSON. */
export function parseCertificateRequest(bytes: Buffer): RegoValue {
  const der = readDer(bytes);
  if (der.bytes.length !== bytes.length) throw malformed();
  const [info, algorithm, signature] = itemsOf(der) as [DerValue, DerValue, DerValue];
  const [version, subject, key, attributes] = itemsOf(info) as [
    DerValue,
    DerValue,
    DerValue,
    DerValue | undefined,
  ];
  if (key === undefined || signature === undefined) throw malformed();
  const asked = attributes === undefined ? [] : derItems(attributes.content);
  const extensions = asked
    .filter((attribute) => oidOf(attribute) === EXTENSION_REQUEST)
    .flatMap((attribute) => itemsOf(itemsOf(attribute)[1], DER.set).flatMap(readExtensions));
  const names = extensions.find(({ oid }) => oid.join('.') === '2.5.29.17');
  return {
    Raw: der.bytes.toString('base64'),
    RawTBSCertificateRequest: info.bytes.toString('base64'),
    RawSubjectPublicKeyInfo: key.bytes.toString('base64'),
    RawSubject: subject.bytes.toString('base64'),
    Version: derSmallInteger(version),
    Signature: derBits(signature).bytes.toString('base64'),
    SignatureAlgorithm: signatureAlgorithm(algorithm),
    ...publicKeyFields(key),
    Subject: distinguishedName(subject),
    Attributes: listOrNull(asked.flatMap(attributeFields)),
    Extensions: listOrNull(extensions.map(extensionFields)),
    ExtraExtensions: null,
    ...alternativeNameFields(generalNames(names === undefined ? [] : itemsOf(readDer(names.value)))),
  };
}

function oidOf(attribute: DerValue): string {
  return derOid(itemsOf(attribute)[0]).join('.');
}

/** Attributes made of type and text pairs; others have no place in Go's structure. */
function attributeFields(attribute: DerValue): RegoValue[] {
  const [type, values] = itemsOf(attribute);
  try {
    const lists = itemsOf(values, DER.set).map((list) =>
      itemsOf(list).map((pair) => {
        const [name, value] = itemsOf(pair) as [DerValue, DerValue];
        return {
          Type: derOid(name),
          Value: value.tag === DER.octetString ? value.content.toString('base64') : derText(value),
        };
      }),
    );
    return [{ Type: derOid(type), Value: lists }];
  } catch {
    return [];
  }
}
