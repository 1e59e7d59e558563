import { FUNCTION_TABLE, type FunctionDefinition } from '../expressions';
import { EFFECTS, type Effect } from './effects';
import { OPERATOR_TABLE } from './operators/operator-table';
import { POLICY_FUNCTIONS } from './policy-calls';
import { FIELD_FORMS } from './resolve-field';

const EFFECT_SUMMARIES: Readonly<Record<Effect, string>> = {
  addToNetworkGroup: 'mode Microsoft.Network.Data, which is not evaluated',
  append: 'judged; `operations` and `applyOperations` carry it out, a differing value denies',
  audit: 'judged',
  auditIfNotExists: 'judged; `related` and `existence` look for the other resource',
  deny: 'judged',
  denyAction: 'judged; concerns deletions',
  deployIfNotExists:
    'judged like auditIfNotExists; `details` expands the deployment, its template left as written',
  disabled: 'not judged',
  manual: 'judged for its condition; the state comes from attestations',
  modify: 'judged; `operations`, `applyOperations` and `settleConflicts` carry it out',
  mutate: 'mode Microsoft.Kubernetes.Data; `details` is expanded',
};

/** The reference table of docs/policy-language.md, made from the tables that the engine itself works by. */
export function referenceTable(): string {
  const rows = [
    ...FIELD_FORMS.map(([form, summary]) => ['field', code(form), summary]),
    ...[...OPERATOR_TABLE.values()].map(({ name, summary }) => ['operator', code(name), summary]),
    ...EFFECTS.map((effect) => ['effect', code(effect), EFFECT_SUMMARIES[effect]]),
    ...POLICY_FUNCTIONS.map(({ name, arity, summary }) => [
      'policy function',
      code(signature(name, arity)),
      summary,
    ]),
    ...functionRows(),
  ];
  return [
    '| What | Name | Notes |',
    '|---|---|---|',
    ...rows.map((row) => `| ${row.map(cell).join(' | ')} |`),
  ].join('\n');
}

const code = (text: string): string => `\`${text}\``;
const cell = (text: string | undefined): string => (text ?? '').replaceAll('|', '\\|');

function signature(name: string, [fewest, most]: readonly [number, number]): string {
  if (most === 0) return `${name}()`;
  return `${name}(${fewest === most ? fewest : `${fewest}–${most === 128 ? '…' : most}`})`;
}

/** A row for each family, since a row for each function would hide the rest of the table. */
function functionRows(): string[][] {
  const families = new Map<string, FunctionDefinition[]>();
  for (const definition of FUNCTION_TABLE.values()) {
    const family = `${definition.group} function${definition.policyUse === 'nowhere' ? ' (templates only)' : ''}`;
    families.set(family, [...(families.get(family) ?? []), definition]);
  }
  return [...families].map(([family, definitions]) => [
    family,
    definitions.map(({ name, arity }) => code(signature(name, arity))).join(' '),
    'numbers in brackets: how many arguments',
  ]);
}
