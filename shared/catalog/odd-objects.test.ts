import { describe, expect, it } from 'vitest';
import { compileConstraint, compileConstraintTemplate, evaluateReview, reviewOf } from '../gatekeeper';
import { catalogCases } from './cases';
import { constraintTemplateFor, knownTemplateUrls } from './constraint-template-for';
import type { JsonObject, JsonValue } from './json';

const seed = 20_260_401;
const objectsPerRule = 60;

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
function createRandom(start: number): () => number {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const oddValues: JsonValue[] = [null, true, false, 0, -1, 1.5, '', 'text', [], {}, [null], { a: [{}] }];

/** The value with some of its parts replaced by values of other types. */
function distort(value: JsonValue, random: () => number): JsonValue {
  if (random() < 0.06) return oddValues[Math.floor(random() * oddValues.length)] ?? null;
  if (isList(value)) return value.map((member) => distort(member, random));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, distort(member, random)]));
}

function isList(value: JsonValue): value is readonly JsonValue[] {
  return Array.isArray(value);
}

describe('the rules of the catalog on objects of odd shapes', () => {
  it.each(knownTemplateUrls())(`never fail: %s (seed ${seed})`, (url) => {
    const random = createRandom(seed);
    const template = compileConstraintTemplate(constraintTemplateFor(url) as JsonObject);
    const rule = url.replace(/^.*kubernetes\/(.*)\/template\.yaml$/i, '$1');
    const same = catalogCases.filter((each) => each.rule.split('/')[0] === rule.split('/')[0]);
    const cases = same.length > 0 ? same : catalogCases;
    const errors: unknown[] = [];
    for (let count = 0; count < objectsPerRule; count += 1) {
      const chosen = cases[Math.floor(random() * cases.length)];
      if (chosen === undefined) continue;
      const object = distort(chosen.object, random) as JsonObject;
      if (
        typeof object !== 'object' ||
        object === null ||
        typeof object['kind'] !== 'string' ||
        object['kind'] === ''
      )
        continue;
      if (
        template.schema.accept(chosen.parameters ?? {}) === undefined ||
        'problems' in template.schema.accept(chosen.parameters ?? {})
      )
        continue;
      const constraint = compileConstraint(template, {
        apiVersion: 'constraints.gatekeeper.sh/v1beta1',
        kind: template.kind,
        metadata: { name: 'odd' },
        spec: { parameters: chosen.parameters ?? {} },
      });
      const { error } = evaluateReview(constraint, reviewOf(object), { inventory: chosen.inventory ?? {} });
      if (error !== undefined) errors.push({ error, object: JSON.stringify(object) });
    }
    expect(errors).toEqual([]);
  });
});
