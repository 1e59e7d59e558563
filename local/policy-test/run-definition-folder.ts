import { basename, dirname } from 'node:path';
import { type DefinitionFolder, type DefinitionSample, readDefinitionFolder } from './definition-folder';
import { createSampleJudge, type SampleJudge, type SampleVerdict } from './judge-samples';
import { PolicyTestError, shownPath } from './policy-test-error';
import type { PolicyTestResult } from './policy-test-result';
import { readTestObjects } from './read-test-file';
import { type CaseFinding, problemOf, runCase } from './run-case';

/** Judges every sample of a definition. Compliant ones must not violate the policy, violating ones must. */
export async function* runDefinitionFolder(file: string, now: Date): AsyncGenerator<PolicyTestResult> {
  const suite = shownPath(dirname(file));
  let folder: DefinitionFolder;
  try {
    folder = await readDefinitionFolder(file);
  } catch (error) {
    yield {
      suite,
      test: '',
      name: '',
      status: 'failed',
      problems: [problemOf(error, file)],
      milliseconds: 0,
    };
    return;
  }
  const judge = createSampleJudge(folder, now);
  for (const sample of folder.samples) {
    const where = { suite, test: sample.expected, name: basename(sample.file) };
    yield await runCase(where, () => checkSample(sample, judge));
  }
}

async function checkSample({ file, expected }: DefinitionSample, judge: SampleJudge): Promise<CaseFinding> {
  const [subject, ...beside] = await readTestObjects(file);
  if (subject === undefined) throw new PolicyTestError(file, undefined, 'The sample is empty.');
  const verdict = judge(subject, beside);
  const violates = verdict.state === 'NonCompliant' || verdict.state === 'Protected';
  const expectedOne =
    expected === 'violating' ? violates : verdict.state === 'Compliant' || verdict.state === 'NotApplicable';
  if (expectedOne) {
    if (expected === 'violating' && verdict.reason !== undefined)
      return { problems: [], note: verdict.reason };
    return verdict.state === 'NotApplicable'
      ? { problems: [], note: 'the policy does not apply to it' }
      : { problems: [] };
  }
  const wanted = expected === 'violating' ? 'a violation' : 'no violation';
  return { problems: [{ message: `expected ${wanted}, found ${describe(verdict)}`, file: shownPath(file) }] };
}

function describe({ state, reason }: SampleVerdict): string {
  const said = reason === undefined ? '' : `: ${reason}`;
  switch (state) {
    case 'NotApplicable':
      return 'that the policy does not apply to it';
    case 'Compliant':
      return `that it is compliant${said}`;
    case 'NonCompliant':
    case 'Protected':
      return `a violation${said}`;
    default:
      return `${state}${said}`;
  }
}
