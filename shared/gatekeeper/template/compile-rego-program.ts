import {
  type CompiledRego,
  compile,
  isRegoSet,
  prepareData,
  RegoBudgetError,
  RegoCompileError,
  type RegoValue,
  toJson,
} from '../../rego';
import { inventoryData } from '../inventory/inventory-data';
import { asString, isJsonObject, type JsonObject, type JsonValue, ownValue } from '../json';
import { jsonEqual } from '../json-equal';
import { checkTemplateRego } from './check-template-rego';
import type { ProgramInput, ProgramOutcome, ProgramResult, TemplateProgram } from './template-program';

/** The Rego of a template, as its manifest gives it. */
export interface RegoSource {
  readonly rego: string;
  readonly libs: readonly string[];
  readonly version: 'v0' | 'v1';
}

/**
 * Compiles the Rego of a template once; constraints of the template share the program and differ by parameters only.
 *
 * @returns the program, or every problem found
 */
export function compileRegoProgram(
  source: RegoSource,
): TemplateProgram | { readonly problems: readonly string[] } {
  const checked = checkTemplateRego(source.rego, source.libs);
  if ('problems' in checked) return checked;
  const modules = [
    { file: 'template.rego', source: source.rego },
    ...source.libs.map((lib, index) => ({ file: `libs/${index}.rego`, source: lib })),
  ];
  try {
    const compiled = compile(modules, { version: source.version, entrypoints: [checked.entrypoint] });
    return {
      engine: 'Rego',
      usesInventory: checked.usesInventory,
      evaluate: (input) => evaluateRego(compiled, checked.entrypoint, input),
    };
  } catch (error) {
    if (!(error instanceof RegoCompileError)) throw error;
    return {
      problems: error.errors.map((each) => `${each.file}:${each.row}: ${each.code}: ${each.message}`),
    };
  }
}

const emptyObject: JsonObject = {};
const noInventory = prepareData({ inventory: emptyObject });

const noResults: ProgramOutcome = { results: [] };

function evaluateRego(compiled: CompiledRego, entrypoint: string, input: ProgramInput): ProgramOutcome {
  const document = { review: input.review, parameters: input.parameters ?? emptyObject };
  const data = input.inventory === undefined ? noInventory : inventoryData(input.inventory);
  const { budget } = input;
  try {
    const options = budget === undefined ? { input: document, data } : { input: document, data, budget };
    const outcome = compiled.evaluateExact(entrypoint, options);
    return outcome.defined ? readResults(outcome.value) : noResults;
  } catch (error) {
    return {
      error: { code: errorCode(error), message: error instanceof Error ? error.message : String(error) },
    };
  }
}

function errorCode(error: unknown): string {
  if (error instanceof RegoBudgetError) return 'budget_exceeded';
  return error instanceof Error && error.name === 'RegoEvaluationError'
    ? 'evaluation_failed'
    : 'engine_failed';
}

/**
 * Elements that are no object or have no `msg` yield nothing; equal (msg, details) pairs are one result. Most
 * evaluations find nothing or one thing, so that nothing else is made for them.
 */
function readResults(value: RegoValue): ProgramOutcome {
  const elements = isRegoSet(value) ? value.sorted() : value;
  if (!Array.isArray(elements)) {
    return {
      error: {
        code: 'invalid_violation',
        message: 'The rule "violation" must be a set of objects with a msg.',
      },
    };
  }
  if (elements.length === 0) return noResults;
  const results: ProgramResult[] = [];
  const isNew = elements.length > FEW_RESULTS ? newAmongMany() : newAmong(results);
  for (const each of elements as readonly RegoValue[]) {
    const element = toJson(each);
    const msg = isJsonObject(element) ? ownValue(element, 'msg') : undefined;
    if (!isJsonObject(element) || msg === undefined) continue;
    const message = asString(msg);
    if (message === undefined) {
      const text = `The "msg" of a violation must be a text, not ${JSON.stringify(msg)}.`;
      return { error: { code: 'invalid_message', message: text } };
    }
    const details = ownValue(element, 'details') ?? emptyObject;
    if (!isNew(message, details)) continue;
    results.push({ message, details });
  }
  return { results };
}

/** Up to this many results are looked through one by one. */
const FEW_RESULTS = 8;

type IsNew = (message: string, details: JsonValue) => boolean;

const newAmong =
  (results: readonly ProgramResult[]): IsNew =>
  (message, details) =>
    !results.some((result) => result.message === message && jsonEqual(result.details, details));

function newAmongMany(): IsNew {
  const byMessage = new Map<string, JsonValue[]>();
  return (message, details) => {
    const known = byMessage.get(message);
    if (known === undefined) byMessage.set(message, [details]);
    else if (known.some((other) => jsonEqual(other, details))) return false;
    else known.push(details);
    return true;
  };
}
