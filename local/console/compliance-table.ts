import { styleText } from 'node:util';
import { describeReason } from '../../shared/pipeline';
import { printable } from './printable';
import type { Report, ReportComponent, ReportState } from './report';
import { wrap } from './wrap';

/** How the table is drawn. */
export interface TableOptions {
  /** Columns of the terminal. */
  readonly width: number;
  readonly colour: boolean;
}

type Colour = 'red' | 'green' | 'yellow' | 'gray' | 'bold';

const mostObjects = 4;
const severity = ['NonCompliant', 'Error', 'Conflict', 'Unknown', 'Exempt', 'Protected', 'Compliant'];
const unjudged: ReadonlySet<string> = new Set(['Error', 'Conflict', 'Unknown']);
const marks: Readonly<Record<string, readonly [mark: string, colour: Colour]>> = {
  NonCompliant: ['✗', 'red'],
  Error: ['!', 'yellow'],
  Conflict: ['!', 'yellow'],
  Exempt: ['○', 'gray'],
  Compliant: ['✓', 'green'],
};

/**
 * Draws the compliance table: by assignment and by cluster, the worst first, each violation with its reason.
 *
 * @returns the text with a line break at its end
 */
export function complianceTable(report: Report, options: TableOptions): string {
  const paint = (colour: Colour, text: string): string =>
    options.colour ? styleText(colour, text, { validateStream: false }) : text;
  const lines = [
    '',
    `  ${paint('bold', 'Plimsoll')}  ${report.headline}`,
    '',
    `  ${paint('bold', 'Assignments')}`,
    ...assignmentLines(report, options.width, paint),
    '',
    `  ${paint('bold', 'Clusters')}`,
    ...clusterLines(report, options.width, paint),
  ];
  return `${lines.join('\n')}\n`;
}

type Paint = (colour: Colour, text: string) => string;

function assignmentLines(report: Report, width: number, paint: Paint): string[] {
  const groups = groupBy(report.states, (state) => state.policyAssignmentId.toLowerCase());
  const ordered = [...groups.values()].sort(
    (a, b) =>
      rank(a) - rank(b) ||
      violations(b) - violations(a) ||
      titleOf(report, a).localeCompare(titleOf(report, b)),
  );
  const disabled = report.disabledAssignments.map(
    (id) =>
      `  ${paint('gray', `– ${printable(report.names.displayName(id) ?? lastSegment(id))} (disabled)`)}`,
  );
  return [...ordered.flatMap((states) => assignmentBlock(report, states, width, paint)), ...disabled];
}

function assignmentBlock(
  report: Report,
  states: readonly ReportState[],
  width: number,
  paint: Paint,
): string[] {
  const clusters = groupBy(states, (state) => state.resourceId.toLowerCase());
  const bad = [...clusters.values()].filter((group) => worst(group) === 'NonCompliant').length;
  const effects = [...new Set(states.map((state) => state.policyDefinitionAction.toLowerCase()))].join('/');
  const note = report.names.note(states[0]?.policyAssignmentId ?? '');
  const [mark, colour] = marks[worst(states)] ?? ['?', 'yellow'];
  const total = `${clusters.size} ${clusters.size === 1 ? 'cluster' : 'clusters'}`;
  const tally = bad === 0 ? total : `${bad} of ${total}`;
  const left = printable(titleOf(report, states));
  const right = `${[effects, note].filter(Boolean).join(', ')}  ${tally.padStart(15)}`;
  const room = Math.max(20, width - right.length - 8);
  const title = left.length > room ? `${left.slice(0, room - 1)}…` : left.padEnd(room);
  return [
    `  ${paint(colour, mark)} ${paint('bold', title)}  ${paint('gray', right)}`,
    ...states
      .filter((state) => state.complianceState !== 'Compliant')
      .sort((a, b) => severity.indexOf(a.complianceState) - severity.indexOf(b.complianceState))
      .flatMap((state) => stateLines(report, state, width, paint)),
    ...[...new Set(states.flatMap((state) => notesOf(report, state)))].flatMap((note) =>
      wrap(`note: ${note}`, width - 6, 6).map((line) => `      ${paint('gray', line)}`),
    ),
  ];
}

/** The name of the initiative's member that a state is of; undefined for a policy assigned by itself. */
const memberName = (report: Report, state: ReportState): string | undefined =>
  state.policyDefinitionReferenceId === null || state.policyDefinitionReferenceId === ''
    ? undefined
    : (report.names.displayName(state.policyDefinitionId) ?? state.policyDefinitionReferenceId);

const notesOf = (report: Report, state: ReportState): string[] =>
  (state.notes ?? []).map((note) => [memberName(report, state), note].filter(Boolean).join(': '));

function stateLines(report: Report, state: ReportState, width: number, paint: Paint): string[] {
  const name = memberName(report, state);
  const member = name === undefined ? '' : ` · ${name}`;
  const [, colour] = marks[state.complianceState] ?? ['?', 'yellow'];
  const verdict = state.complianceState === 'NonCompliant' ? '' : `${state.complianceState.toLowerCase()}`;
  const objects = report.components.filter(
    (component) =>
      component.complianceState !== 'Compliant' &&
      same(component.resourceId, state.resourceId) &&
      same(component.policyAssignmentId, state.policyAssignmentId) &&
      same(component.policyDefinitionReferenceId ?? '', state.policyDefinitionReferenceId ?? ''),
  );
  const reason = objects.length > 0 ? '' : (reasonOf(state) ?? '');
  const head = [`${lastSegment(state.resourceId)}${member}`, verdict, reason].filter(Boolean).join('  ');
  const shown = objects.slice(0, mostObjects).flatMap((component) => componentLines(component, width));
  const rest = objects.length - mostObjects;
  return [
    ...wrap(head, width - 6, 4).map((line) => `      ${paint(colour === 'red' ? 'red' : 'gray', line)}`),
    ...shown,
    ...(rest > 0 ? [`          … and ${rest} more`] : []),
  ];
}

function componentLines(component: ReportComponent, width: number): string[] {
  const reason = (component.policyEvaluationDetails?.reason ?? component.complianceState).replaceAll(
    '\n',
    '; ',
  );
  const text = `${component.componentType} ${component.componentName}  ${reason}`;
  return wrap(text, width - 10, 4).map((line) => `          ${line}`);
}

function clusterLines(report: Report, width: number, paint: Paint): string[] {
  const groups = groupBy(report.states, (state) => state.resourceId.toLowerCase());
  const ordered = [...groups.values()].sort(
    (a, b) => violations(b) - violations(a) || rank(a) - rank(b) || a.length - b.length,
  );
  return ordered.map((states) => {
    const [mark, colour] = marks[worst(states)] ?? ['?', 'yellow'];
    const id = states[0]?.resourceId ?? '';
    const place = [id.split('/')[4], states[0]?.resourceLocation].filter(Boolean).join(', ');
    const left = printable(`${lastSegment(id).padEnd(24)} ${place}`);
    const verdict = verdictOf(states);
    return `  ${paint(colour, mark)} ${left.padEnd(Math.max(40, width - verdict.length - 6))}  ${verdict}`;
  });
}

/** What a cluster comes to. A policy that could not be judged is neither kept nor violated. */
function verdictOf(states: readonly ReportState[]): string {
  const bad = violations(states);
  const open = states.filter((state) => unjudged.has(state.complianceState)).length;
  const all = `of ${states.length} policies`;
  if (bad === 0 && open === 0) return `${states.length} ${all} kept`;
  return [
    ...(bad === 0 ? [] : [`${bad} ${all} violated`]),
    ...(open === 0 ? [] : [bad === 0 ? `${open} ${all} could not be judged` : `${open} not judged`]),
  ].join(', ');
}

/** Why a state is what it is, in one line, from its evaluation details. */
export function reasonOf(state: ReportState): string | undefined {
  const details = state.policyEvaluationDetails;
  return details?.reason ?? describeReason(details?.evaluatedExpressions ?? []);
}

const titleOf = (report: Report, states: readonly ReportState[]): string => {
  const first = states[0];
  return first === undefined
    ? ''
    : (report.names.displayName(first.policyAssignmentId) ??
        first.policyAssignmentName ??
        lastSegment(first.policyAssignmentId));
};

const violations = (states: readonly ReportState[]): number =>
  states.filter((state) => state.complianceState === 'NonCompliant').length;

const rank = (states: readonly ReportState[]): number => severity.indexOf(worst(states));

/** What a person must look at first; unlike the API's roll-up, an error is never hidden by a compliant state. */
const worst = (states: readonly ReportState[]): string =>
  severity.find((name) => states.some((state) => state.complianceState === name)) ?? 'Unknown';

const lastSegment = (id: string): string => id.slice(id.lastIndexOf('/') + 1);
const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}
