import { dirname, resolve } from 'node:path';
import {
  type Constraint,
  ConstraintError,
  compileConstraint,
  compileConstraintTemplate,
  createExpander,
  type Expander,
  type JsonObject,
} from '../../shared/gatekeeper';
import { checkAssertion } from './check-assertion';
import { judgeObject } from './judge-object';
import type { NameFilter } from './name-filter';
import { PolicyTestError, shownPath } from './policy-test-error';
import type { PolicyTestProblem, PolicyTestResult } from './policy-test-result';
import { readOneTestObject, readTestObjects } from './read-test-file';
import { type CaseFinding, problemOf, runCase, skipped } from './run-case';
import { readSuite, type SuiteCase, type SuiteFile, type SuiteTest } from './suite-file';

/** The parts of a test that its cases share. */
interface ReadyTest {
  readonly constraint: Constraint;
  readonly expander?: Expander;
}

/** Runs a Gatekeeper suite, case by case, as `gator verify` does. */
export async function* runSuite(file: string, filter: NameFilter): AsyncGenerator<PolicyTestResult> {
  const where = { suite: shownPath(file), test: '', name: '' };
  let suite: SuiteFile;
  try {
    suite = await readSuite(file);
  } catch (error) {
    yield { ...where, status: 'failed', problems: [problemOf(error, file)], milliseconds: 0 };
    return;
  }
  if (suite.tests.length === 0) {
    const problems = [{ message: 'the suite has no tests', file: where.suite }];
    yield { ...where, status: 'failed', problems, milliseconds: 0 };
  }
  for (const [index, test] of suite.tests.entries()) {
    const wanted = filter.test(
      test.name,
      test.cases.map(({ name }) => name),
    );
    if (suite.skip || test.skip || !wanted) yield skipped({ ...where, test: test.name });
    else yield* runTest(suite, test, index, filter);
  }
}

async function* runTest(
  suite: SuiteFile,
  test: SuiteTest,
  index: number,
  filter: NameFilter,
): AsyncGenerator<PolicyTestResult> {
  const where = { suite: shownPath(suite.file), test: test.name, name: '' };
  const at = (field: string): PolicyTestProblem => ({
    message: '',
    file: where.suite,
    line: suite.lineOf(['tests', index, field]),
  });
  if (test.invalid) {
    yield await runCase({ ...where, name: 'the constraint is refused' }, () =>
      expectRefusal(suite, test, at),
    );
    return;
  }
  let ready: ReadyTest;
  try {
    ready = await prepare(suite, test, at);
  } catch (error) {
    yield { ...where, status: 'failed', problems: [problemOf(error, suite.file)], milliseconds: 0 };
    return;
  }
  if (test.cases.length === 0)
    yield {
      ...where,
      name: 'template and constraint are sound',
      status: 'passed',
      problems: [],
      milliseconds: 0,
    };
  for (const [number, one] of test.cases.entries()) {
    const named = { ...where, name: one.name };
    const path = ['tests', index, 'cases', number];
    yield one.skip || !filter.case(test.name, one.name)
      ? skipped(named)
      : await runCase(named, () => checkCase(suite, one, path, ready));
  }
}

async function prepare(suite: SuiteFile, test: SuiteTest, at: PlaceOf): Promise<ReadyTest> {
  const template = await readPart(suite, test.template, at('template'));
  const compiled = refusedAt(at('template'), () => compileConstraintTemplate(template));
  const resource = await readPart(suite, test.constraint, at('constraint'));
  // A suite tries the code for every operation, whatever the webhook asks it about.
  const forAll = { ...compiled, operations: [] };
  const constraint = refusedAt(at('constraint'), () => compileConstraint(forAll, resource));
  if (test.expansion === undefined) return { constraint };
  const file = partOf(suite, test.expansion);
  const templates = await readTestObjects(file, missing(at('expansion'), test.expansion));
  return { constraint, expander: refusedAt(at('expansion'), () => createExpander(templates)) };
}

type PlaceOf = (field: string) => PolicyTestProblem;

async function expectRefusal(suite: SuiteFile, test: SuiteTest, at: PlaceOf): Promise<CaseFinding> {
  const template = await readPart(suite, test.template, at('template'));
  const compiled = refusedAt(at('template'), () => compileConstraintTemplate(template));
  const resource = await readPart(suite, test.constraint, at('constraint'));
  try {
    compileConstraint(compiled, resource);
  } catch (error) {
    if (!(error instanceof ConstraintError)) throw error;
    return { problems: [], note: error.message };
  }
  const message = 'expected the constraint to be refused, but it was accepted';
  return { problems: [{ ...at('constraint'), message }] };
}

async function checkCase(
  suite: SuiteFile,
  one: SuiteCase,
  path: readonly PropertyKey[],
  { constraint, expander }: ReadyTest,
): Promise<CaseFinding> {
  const file = shownPath(suite.file);
  const line = (...more: PropertyKey[]): number => suite.lineOf([...path, ...more]);
  if (one.assertions.length === 0)
    return { problems: [{ message: 'the case asserts nothing; add assertions', file, line: line('name') }] };
  const place = { message: '', file, line: line('object') };
  const object = await readPart(suite, one.object, place);
  const inventory: JsonObject[] = [];
  for (const [number, name] of one.inventory.entries()) {
    const needed = missing({ message: '', file, line: line('inventory', number) }, name);
    inventory.push(...(await readTestObjects(partOf(suite, name), needed)));
  }
  const messages = refusedAt(place, () => judgeObject(object, constraint, inventory, expander));
  const problems = one.assertions.flatMap((assertion, number): PolicyTestProblem[] => {
    const message = checkAssertion(assertion, messages);
    if (message === undefined) return [];
    const field = assertion.message !== undefined ? 'message' : 'violations';
    return [{ message, file, line: line('assertions', number, field) }];
  });
  return { problems };
}

/** Names in a suite are relative to it. */
const partOf = (suite: SuiteFile, name: string): string => resolve(dirname(suite.file), name);

const missing = (place: PolicyTestProblem, name: string): PolicyTestError =>
  new PolicyTestError(place.file, place.line, `${name} cannot be read`);

const readPart = (suite: SuiteFile, name: string, place: PolicyTestProblem): Promise<JsonObject> =>
  readOneTestObject(partOf(suite, name), missing(place, name));

/** Gives what an engine refuses the place in the suite that named it. */
function refusedAt<T>(place: PolicyTestProblem, compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    throw new PolicyTestError(place.file, place.line, error instanceof Error ? error.message : String(error));
  }
}
