import type { RegoValue } from '../values/value';
import { aggregateBuiltins, quantifierBuiltins } from './aggregates';
import type { Builtin, BuiltinFunction, BuiltinTable } from './builtin';
import { certificateBuiltins } from './certificates/certificates';
import { collectionBuiltins, setDifference } from './collections';
import { encodingBuiltins } from './encodings';
import { failable } from './failure';
import { globBuiltins } from './glob';
import { globsMatchBuiltins } from './globs-match';
import { graphqlBuiltins } from './graphql/graphql';
import { graphBuiltins } from './graphs';
import { hashBuiltins } from './hashes';
import { httpRequestOperand } from './http-requests';
import { jsonDocumentBuiltins } from './json-documents';
import { jsonSchemaBuiltins } from './json-schema';
import { networkBuiltins, oldNetworkBuiltins } from './networks';
import { numberBuiltins } from './numbers';
import { objectBuiltins } from './objects';
import { operatorBuiltins } from './operators';
import { reflectionBuiltins } from './reflection';
import { oldRegexBuiltins, regexBuiltins } from './regex';
import { requestSigningBuiltins } from './request-signing';
import { semverBuiltins } from './semver';
import { sprintfBuiltins } from './sprintf';
import { stringBuiltins } from './strings';
import { templateBuiltins } from './text-template';
import { timeBuiltins } from './times';
import { tokenBuiltins } from './tokens/tokens';
import { castBuiltins, typeBuiltins } from './types';
import { unitBuiltins } from './units';
import { uuidBuiltins } from './uuids';

/** Builtins that need the world outside the process, and what to do about each. */
export const REFUSED_BUILTINS: Readonly<Record<string, string>> = {
  'http.send': 'it would leave the process; supply it to compile to allow it',
  'net.lookup_ip_addr': 'it would leave the process; supply it to compile to allow it',
  'opa.runtime': 'it would show the environment; supply it to compile to allow it',
};

/** Checks of operands that a builtin gets however it is supplied, so that every host refuses the same requests. */
export const SUPPLIED_CHECKS: Readonly<Record<string, BuiltinFunction>> = {
  'http.send': failable('http.send', (request) => httpRequestOperand(request as RegoValue, 1)),
};

/** Every builtin by name. */
export const CORE_BUILTINS: BuiltinTable = Object.freeze(
  merge(
    [
      operatorBuiltins,
      typeBuiltins,
      stringBuiltins,
      sprintfBuiltins,
      aggregateBuiltins,
      collectionBuiltins,
      objectBuiltins,
      regexBuiltins,
      encodingBuiltins,
      globBuiltins,
      globsMatchBuiltins,
      graphBuiltins,
      graphqlBuiltins,
      hashBuiltins,
      jsonDocumentBuiltins,
      jsonSchemaBuiltins,
      certificateBuiltins,
      networkBuiltins,
      numberBuiltins,
      reflectionBuiltins,
      requestSigningBuiltins,
      semverBuiltins,
      templateBuiltins,
      timeBuiltins,
      tokenBuiltins,
      unitBuiltins,
      uuidBuiltins,
    ],
    [castBuiltins, quantifierBuiltins, setDifference, oldNetworkBuiltins, oldRegexBuiltins],
    ['walk'],
  ),
);

function merge(
  tables: readonly BuiltinTable[],
  deprecated: readonly BuiltinTable[],
  relations: readonly string[],
): BuiltinTable {
  const all: Record<string, Builtin> = Object.create(null);
  for (const table of tables) Object.assign(all, table);
  for (const table of deprecated) {
    for (const [name, builtin] of Object.entries(table)) all[name] = { ...builtin, deprecated: true };
  }
  for (const name of relations) {
    const builtin = all[name];
    if (builtin !== undefined) all[name] = { ...builtin, relation: true };
  }
  return all;
}
