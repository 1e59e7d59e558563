import { z } from 'zod';
import { PolicyTestError } from './policy-test-error';
import { readTestFile } from './read-test-file';

const assertionSchema = z.strictObject({
  // Read by the rules of YAML 1.1 a bare yes is true.
  violations: z
    .union([z.boolean(), z.enum(['yes', 'no']), z.int().min(0)], {
      error: 'must be yes, no or a whole number of violations',
    })
    .default(true)
    .transform((value) => (value === 'yes' ? true : value === 'no' ? false : value)),
  message: z.string().optional(),
});

const caseSchema = z.strictObject({
  name: z.string().default(''),
  object: z.string().min(1),
  inventory: z.array(z.string().min(1)).default([]),
  skip: z.boolean().default(false),
  assertions: z.array(assertionSchema).default([]),
});

const testSchema = z.strictObject({
  name: z.string().default(''),
  template: z.string().min(1),
  constraint: z.string().min(1),
  expansion: z.string().min(1).optional(),
  invalid: z.boolean().default(false),
  skip: z.boolean().default(false),
  cases: z.array(caseSchema).default([]),
});

const suiteSchema = z.strictObject({
  apiVersion: z.literal('test.gatekeeper.sh/v1alpha1'),
  kind: z.literal('Suite'),
  metadata: z.looseObject({}).optional(),
  skip: z.boolean().default(false),
  tests: z.array(testSchema).default([]),
});

/** What a case expects of the violations found: `true` some, `false` none, a number exactly so many. */
export type SuiteAssertion = z.infer<typeof assertionSchema>;
export type SuiteCase = z.infer<typeof caseSchema>;
export type SuiteTest = z.infer<typeof testSchema>;

/** A Gatekeeper `Suite` (test.gatekeeper.sh/v1alpha1), which remembers where its parts stand. */
export interface SuiteFile {
  readonly file: string;
  readonly skip: boolean;
  readonly tests: readonly SuiteTest[];
  readonly lineOf: (path: readonly PropertyKey[]) => number;
}

/**
 * Reads a suite. Unknown fields are refused: a misspelt `assertions` would be a test that cannot fail.
 *
 * @throws PolicyTestError with the line of the first mistake
 */
export async function readSuite(file: string): Promise<SuiteFile> {
  const documents = await readTestFile(file);
  const [document] = documents;
  if (document === undefined || documents.length > 1)
    throw new PolicyTestError(file, undefined, 'A suite file must hold exactly one document.');
  const parsed = suiteSchema.safeParse(document.value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = issue === undefined ? [] : issue.path;
    const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
    const place = document.place(unknown === undefined ? path : [...path, unknown], 'key');
    throw new PolicyTestError(file, place.line, `${path.join('.') || 'suite'}: ${issue?.message}.`);
  }
  const { skip, tests } = parsed.data;
  return { file, skip, tests, lineOf: (path) => document.place(path).line };
}
