import { isObject, keysOf } from '../runtime/access';
import { entryOf } from '../runtime/build';
import { valueToRegoText } from '../values/rego-text';
import { type RegoMap, type RegoObject, type RegoValue, setOf, typeName } from '../values/value';
import { BuiltinFailure } from './failure';

const REQUIRED = ['method', 'url'];

const TLS_SOURCES = ['tls_ca_cert', 'tls_client_cert', 'tls_client_key'].flatMap((name) => [
  name,
  `${name}_file`,
  `${name}_env_variable`,
]);

const ALLOWED: ReadonlySet<RegoValue> = new Set([
  ...REQUIRED,
  ...TLS_SOURCES,
  'body',
  'cache',
  'cache_ignored_headers',
  'caching_mode',
  'enable_redirect',
  'force_cache',
  'force_cache_duration_seconds',
  'force_json_decode',
  'force_yaml_decode',
  'headers',
  'max_retry_attempts',
  'raise_error',
  'raw_body',
  'timeout',
  'tls_insecure_skip_verify',
  'tls_server_name',
  'tls_use_system_certs',
]);

/** Checks the members of a request as `http.send` takes it. Throws naming those that are unknown or missing. */
export function httpRequestOperand(request: RegoValue, operand: number): RegoObject | RegoMap {
  if (!isObject(request)) throw new BuiltinFailure(`must be object but got ${typeName(request)}`, operand);
  const unknown = (keysOf(request) ?? []).filter((key) => !ALLOWED.has(key));
  if (unknown.length > 0)
    throw new BuiltinFailure(`invalid request parameters(s): ${valueToRegoText(setOf(unknown))}`, operand);
  const missing = REQUIRED.filter((key) => entryOf(request, key) === undefined);
  if (missing.length > 0)
    throw new BuiltinFailure(
      `missing required request parameters(s): ${valueToRegoText(setOf(missing))}`,
      operand,
    );
  return request;
}
