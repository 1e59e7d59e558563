import { formatProblem } from '../../schema/format-problem';
import { CelOpaque, CelOptional } from '../language/cel-value';
import type { CelRegistry } from '../language/overloads';

type Validate = (text: string) => readonly string[];

class NamedFormat extends CelOpaque {
  override readonly typeName = 'kubernetes.NamedFormat';
  constructor(
    readonly name: string,
    readonly validate: Validate,
  ) {
    super();
  }
  override equals(other: CelOpaque): boolean {
    return other instanceof NamedFormat && other.name === this.name;
  }
}

const labelPart = '[a-z0-9]([-a-z0-9]*[a-z0-9])?';
const label1035Part = '[a-z]([-a-z0-9]*[a-z0-9])?';
const qualifiedPart = '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]';
const maxLabel = 63;
const maxSubdomain = 253;

const tooLong = (max: number): string => `must be no more than ${max} bytes`;

function checked(
  text: string,
  max: number,
  pattern: string,
  problem: string,
  examples: readonly string[],
): string[] {
  const problems: string[] = [];
  if (text.length > max) problems.push(tooLong(max));
  if (!new RegExp(`^${pattern}$`).test(text.slice(0, max + 1))) {
    const given = examples.map((example) => `'${example}'`).join(',  or ');
    problems.push(`${problem} (e.g. ${given}, regex used for validation is '${pattern}')`);
  }
  return problems;
}

/** A prefix may end in a dash; Kubernetes then looks at it with a letter in the dash's place. */
const asPrefix =
  (validate: Validate): Validate =>
  (text) =>
    validate(text.endsWith('-') ? `${text.slice(0, -1)}a` : text);

const dns1123Label: Validate = (text) =>
  checked(
    text,
    maxLabel,
    labelPart,
    "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character",
    ['my-name', '123-abc'],
  );
const dns1123Subdomain: Validate = (text) =>
  checked(
    text,
    maxSubdomain,
    `${labelPart}(\\.${labelPart})*`,
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character",
    ['example.com'],
  );
const dns1035Label: Validate = (text) =>
  checked(
    text,
    maxLabel,
    label1035Part,
    "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character",
    ['my-name', 'abc-123'],
  );
const labelValue: Validate = (text) =>
  text === ''
    ? []
    : checked(
        text,
        maxLabel,
        `(${qualifiedPart})?`,
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character",
        ['MyValue', 'my_value', '12345'],
      );

const qualifiedName: Validate = (text) => {
  const parts = text.split('/');
  const [first = '', second] = parts;
  const wanted =
    "a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";
  const examples = ['MyName', 'my.name', '123-abc'];
  if (parts.length > 2) {
    const given = examples.map((example) => `'${example}'`).join(',  or ');
    return [
      `${wanted} (e.g. ${given}, regex used for validation is '${qualifiedPart}') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`,
    ];
  }
  if (second === undefined) return checked(first, maxLabel, qualifiedPart, wanted, examples);
  const prefix = first === '' ? ['prefix part must be non-empty'] : dns1123Subdomain(first);
  return [...prefix, ...checked(second, maxLabel, qualifiedPart, wanted, examples)];
};

const byFormat =
  (format: string, problem: string): Validate =>
  (text) =>
    formatProblem(format, text) === undefined ? [] : [problem];

const formats: ReadonlyMap<string, NamedFormat> = new Map(
  (
    [
      ['dns1123Label', dns1123Label],
      ['dns1123Subdomain', dns1123Subdomain],
      ['dns1035Label', dns1035Label],
      ['qualifiedName', qualifiedName],
      ['dns1123LabelPrefix', asPrefix(dns1123Label)],
      ['dns1123SubdomainPrefix', asPrefix(dns1123Subdomain)],
      ['dns1035LabelPrefix', asPrefix(dns1035Label)],
      ['labelValue', labelValue],
      [
        'uri',
        (text: string) =>
          formatProblem('uri', text) === undefined ? [] : [`parse "${text}": invalid URI for request`],
      ],
      ['uuid', byFormat('uuid', 'does not match the UUID format')],
      ['byte', byFormat('byte', 'invalid base64')],
      ['date', byFormat('date', 'invalid date')],
      ['datetime', byFormat('datetime', 'invalid datetime')],
    ] as const
  ).map(([name, validate]) => [name, new NamedFormat(name, validate)]),
);

/** The formats of texts that Kubernetes knows by name. */
export function registerNamedFormats({ global, member }: CelRegistry): void {
  for (const [name, format] of formats) global(`format.${name}`, [], 'NamedFormat', () => format);
  global('format.named', ['string'], 'optional(NamedFormat)', (name: string) => {
    const format = formats.get(name);
    return format === undefined ? CelOptional.none : CelOptional.of(format);
  });
  member(
    'validate',
    ['NamedFormat', 'string'],
    'optional(list(string))',
    (format: NamedFormat, text: string) => {
      const problems = format.validate(text);
      return problems.length === 0 ? CelOptional.none : CelOptional.of(problems);
    },
  );
}
