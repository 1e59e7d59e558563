/**
 * What builtins take and give, as OPA declares it: each signature with the builtins that have it. One letter for each
 * type: `n`ull, `b`oolean, `d` for numbers, `s`tring, `a`rray, `o`bject, se`t`; `*` for any.
 */
const SIGNATURES: Readonly<Record<string, string>> = {
  ' -> d': 'time.now_ns',
  '* * * -> b': 'internal.member_3',
  '* * -> b': 'gt gte internal.member_2 lt lte neq',
  '* -> a': 'cast_array',
  '* -> b': 'cast_boolean is_array is_boolean is_null is_number is_object is_set is_string semver.is_valid',
  '* -> n': 'cast_null',
  '* -> o': 'cast_object',
  '* -> s': 'cast_string json.marshal type_name yaml.marshal',
  '* -> t': 'cast_set',
  '* a -> *': 'json.patch',
  '* o -> s': 'json.marshal_with_options',
  'a -> a': 'array.flatten array.reverse',
  'a -> o': 'object.union_n',
  'a a -> a': 'array.concat',
  'a d d -> a': 'array.slice',
  'aot aot -> b': 'object.subset',
  'at -> *': 'max min',
  'at -> a': 'sort',
  'at -> b': 'all any',
  'at -> d': 'product sum',
  'at -> t': 'net.cidr_merge',
  'd -> d': 'abs bits.negate ceil floor round',
  'd d -> a': 'numbers.range',
  'd d -> d': 'bits.and bits.lsh bits.or bits.rsh bits.xor div mul plus rem',
  'd d -> s': 'format_int',
  'd d d -> a': 'numbers.range_step',
  'd d d d -> d': 'time.add_date',
  'da -> a': 'time.clock time.date',
  'da -> s': 'time.format time.weekday',
  'da da -> a': 'time.diff',
  'dt dt -> dt': 'minus',
  'nbds -> d': 'to_number',
  'o * * -> *': 'object.get',
  'o -> o': 'http.send',
  'o -> s': 'urlquery.encode_object',
  'o -> t': 'object.keys',
  'o aot -> o': 'object.filter object.remove',
  'o at -> o': 'json.filter json.remove',
  'o at -> t': 'graph.reachable graph.reachable_paths',
  'o o -> o': 'object.union',
  'o o d -> o': 'providers.aws.sign_req',
  'o o o -> s': 'io.jwt.encode_sign',
  'o s -> s': 'strings.replace_n',
  's -> *': 'json.unmarshal yaml.unmarshal',
  's -> a':
    'crypto.parse_private_keys crypto.x509.parse_and_verify_certificates crypto.x509.parse_certificates io.jwt.decode',
  's -> b': 'base64.is_valid json.is_valid net.cidr_is_valid regex.is_valid uri.is_valid yaml.is_valid',
  's -> d': 'time.parse_duration_ns time.parse_rfc3339_ns units.parse units.parse_bytes',
  's -> o':
    'crypto.x509.parse_certificate_request crypto.x509.parse_rsa_private_key graphql.parse_query graphql.parse_schema uri.parse urlquery.decode_object uuid.parse',
  's -> s':
    'base64.decode base64.encode base64url.decode base64url.encode base64url.encode_no_pad crypto.md5 crypto.sha1 crypto.sha256 glob.quote_meta hex.decode hex.encode lower strings.reverse trim_space upper urlquery.decode urlquery.encode uuid.rfc4122',
  's -> t': 'net.cidr_expand net.lookup_ip_addr',
  's a -> s': 'sprintf',
  's at -> s': 'concat',
  's d -> d': 'rand.intn',
  's d d -> s': 'substring',
  's na s -> b': 'glob.match',
  's o -> a': 'crypto.x509.parse_and_verify_certificates_with_options io.jwt.decode_verify',
  's o -> s': 'strings.render_template',
  's s -> a': 'indexof_n regex.split split',
  's s -> b':
    'contains crypto.hmac.equal endswith io.jwt.verify_eddsa io.jwt.verify_es256 io.jwt.verify_es384 io.jwt.verify_es512 io.jwt.verify_hs256 io.jwt.verify_hs384 io.jwt.verify_hs512 io.jwt.verify_ps256 io.jwt.verify_ps384 io.jwt.verify_ps512 io.jwt.verify_rs256 io.jwt.verify_rs384 io.jwt.verify_rs512 net.cidr_contains net.cidr_intersects net.cidr_overlap re_match regex.globs_match regex.match startswith',
  's s -> d': 'indexof semver.compare strings.count time.parse_ns',
  's s -> o': 'crypto.x509.parse_keypair rego.parse_module',
  's s -> s':
    'crypto.hmac.md5 crypto.hmac.sha1 crypto.hmac.sha256 crypto.hmac.sha512 trim trim_left trim_prefix trim_right trim_suffix',
  's s d -> a': 'regex.find_all_string_submatch_n regex.find_n strings.split_n',
  's s s -> s': 'io.jwt.encode_sign_raw regex.replace replace',
  's s s s -> b': 'regex.template_match',
  'saot -> d': 'count',
  'saot saot -> t': 'net.cidr_contains_matches',
  'sat sat -> b': 'strings.any_prefix_match strings.any_suffix_match',
  'so -> a': 'json.verify_schema',
  'so -> b': 'graphql.schema_is_valid',
  'so so -> a': 'graphql.parse graphql.parse_and_verify json.match_schema',
  'so so -> b': 'graphql.is_valid',
  't -> t': 'intersection union',
  't t -> t': 'and or set_diff',
};

export interface Signature {
  readonly parameters: readonly string[];
  readonly result: string;
}

/** The signature of each builtin that does not take and give anything. */
export const BUILTIN_TYPES: ReadonlyMap<string, Signature> = new Map(
  Object.entries(SIGNATURES).flatMap(([signature, names]) => {
    const [taken = '', result = '*'] = signature.split(' -> ');
    const parameters = taken === '' ? [] : taken.split(' ');
    return names.split(' ').map((name) => [name, { parameters, result }] as const);
  }),
);
