import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json';
import { reviewOf } from '../review/review-of';
import { createMutationSystem } from './create-mutation-system';
import { jsonPatch } from './json-patch';

const pods = [{ groups: [''], versions: ['v1'], kinds: ['Pod'] }];

function mutator(kind: string, name: string, spec: JsonObject): JsonObject {
  const applyTo = kind === 'AssignMetadata' ? {} : { applyTo: pods };
  return {
    apiVersion: 'mutations.gatekeeper.sh/v1',
    kind,
    metadata: { name },
    spec: { ...applyTo, ...spec },
  };
}

const assign = (location: string, value: unknown, more: JsonObject = {}, name = 'a'): JsonObject =>
  mutator('Assign', name, { location, parameters: { assign: { value: value as string }, ...more } });

const pod = (spec: JsonObject = {}, metadata: JsonObject = {}): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'shop', ...metadata },
  spec,
});

function mutated(mutators: JsonObject[], object: JsonObject, operation = 'CREATE'): JsonObject {
  return createMutationSystem(mutators).mutate(reviewOf(object, { operation })).object;
}

const twoContainers = {
  containers: [
    { name: 'a', image: 'x' },
    { name: 'b', image: 'y' },
  ],
};

describe('mutators', () => {
  it.each<[string, JsonObject[], JsonObject, JsonObject]>([
    ['Assign sets a value, making objects on the way', [assign('spec.a.b', 1)], {}, { a: { b: 1 } }],
    ['Assign replaces a value', [assign('spec.a', 1)], { a: 2 }, { a: 1 }],
    [
      'a star selects every element',
      [assign('spec.containers[name: *].image', 'z')],
      twoContainers,
      {
        containers: [
          { name: 'a', image: 'z' },
          { name: 'b', image: 'z' },
        ],
      },
    ],
    [
      'a value selects one element',
      [assign('spec.containers[name: b].image', 'z')],
      twoContainers,
      {
        containers: [
          { name: 'a', image: 'x' },
          { name: 'b', image: 'z' },
        ],
      },
    ],
    ['a star makes no element', [assign('spec.containers[name: *].image', 'z')], {}, {}],
    [
      'a value that is not there makes an element',
      [assign('spec.containers[name: c].image', 'z')],
      {},
      { containers: [{ name: 'c', image: 'z' }] },
    ],
    [
      'a whole element is put or replaced',
      [assign('spec.containers[name: b]', { name: 'b', image: 'z' })],
      twoContainers,
      {
        containers: [
          { name: 'a', image: 'x' },
          { name: 'b', image: 'z' },
        ],
      },
    ],
    [
      'MustNotExist leaves what is there',
      [
        assign('spec.containers[name: *].tty', true, {
          pathTests: [{ subPath: 'spec.containers[name: *].tty', condition: 'MustNotExist' }],
        }),
      ],
      { containers: [{ name: 'a', tty: false }, { name: 'b' }] },
      {
        containers: [
          { name: 'a', tty: false },
          { name: 'b', tty: true },
        ],
      },
    ],
    [
      'MustExist makes nothing on the way',
      [assign('spec.a.b', 1, { pathTests: [{ subPath: 'spec.a', condition: 'MustExist' }] })],
      {},
      {},
    ],
    [
      'MustNotExist never holds at a star',
      [
        assign('spec.containers[name: *].tty', true, {
          pathTests: [{ subPath: 'spec.containers[name: *]', condition: 'MustNotExist' }],
        }),
      ],
      twoContainers,
      twoContainers,
    ],
    [
      'a value may come from the metadata',
      [
        mutator('Assign', 'a', {
          location: 'spec.from',
          parameters: { assign: { fromMetadata: { field: 'namespace' } } },
        }),
      ],
      {},
      { from: 'shop' },
    ],
    [
      'ModifySet merges missing values in order',
      [
        mutator('ModifySet', 'm', {
          location: 'spec.args',
          parameters: { values: { fromList: ['b', 'c', 'c'] } },
        }),
      ],
      { args: ['a', 'b'] },
      { args: ['a', 'b', 'c'] },
    ],
    [
      'ModifySet makes the list',
      [mutator('ModifySet', 'm', { location: 'spec.x.args', parameters: { values: { fromList: ['b'] } } })],
      {},
      { x: { args: ['b'] } },
    ],
    [
      'ModifySet prunes',
      [
        mutator('ModifySet', 'm', {
          location: 'spec.args',
          parameters: { operation: 'prune', values: { fromList: [{ b: 1, a: 2 }] } },
        }),
      ],
      { args: [{ a: 2, b: 1 }, 'c', { a: 2, b: 1 }] },
      { args: ['c'] },
    ],
    [
      'ModifySet prunes nothing where nothing is, but makes the objects on the way, as in Gatekeeper',
      [
        mutator('ModifySet', 'm', {
          location: 'spec.x.args',
          parameters: { operation: 'prune', values: { fromList: ['b'] } },
        }),
      ],
      {},
      { x: {} },
    ],
    [
      'the end of a location in a list means the first element with the key',
      [assign('spec.c[name: a]', { name: 'a', image: 'z' })],
      {
        c: [
          { name: 'a', image: 'x' },
          { name: 'a', image: 'y' },
        ],
      },
      {
        c: [
          { name: 'a', image: 'z' },
          { name: 'a', image: 'y' },
        ],
      },
    ],
    [
      'parts of an image that are empty stay',
      [
        mutator('AssignImage', 'i', {
          location: 'spec.image',
          parameters: { assignDomain: '', assignPath: '', assignTag: ':v2' },
        }),
      ],
      { image: 'a.b/c:v1' },
      { image: 'a.b/c:v2' },
    ],
    [
      'AssignImage replaces parts',
      [
        mutator('AssignImage', 'i', {
          location: 'spec.containers[name: *].image',
          parameters: { assignDomain: 'hogwarts.azurecr.io', assignTag: ':2' },
        }),
      ],
      { containers: [{ name: 'a', image: 'docker.io/library/nginx:1' }] },
      { containers: [{ name: 'a', image: 'hogwarts.azurecr.io/library/nginx:2' }] },
    ],
    [
      'rounds repeat, so that a later mutator can make way for an earlier one',
      [
        assign('spec.a.b', 1, { pathTests: [{ subPath: 'spec.a', condition: 'MustExist' }] }, 'first'),
        assign('spec.a.c', 2, {}, 'second'),
      ],
      {},
      { a: { b: 1, c: 2 } },
    ],
  ])('%s', (_name, mutators, before, after) => {
    const object = pod(before);
    const given = structuredClone(object);
    expect(mutated(mutators, object)).toEqual(pod(after));
    expect(object).toEqual(given);
  });

  it('set labels and annotations that are absent only', () => {
    const label = (key: string): JsonObject =>
      mutator('AssignMetadata', key, {
        location: `metadata.labels."${key}"`,
        parameters: { assign: { value: 'new' } },
      });
    expect(mutated([label('owner'), label('a/b')], pod({}, { labels: { owner: 'owls' } }))).toEqual(
      pod({}, { labels: { owner: 'owls', 'a/b': 'new' } }),
    );
  });

  it('give back the very object when nothing changes', () => {
    const object = pod({ a: 1 });
    expect(createMutationSystem([assign('spec.a', 1)]).mutate(reviewOf(object))).toEqual({
      object,
      applied: [],
    });
    expect(mutated([assign('spec.a', 1)], object)).toBe(object);
  });

  it('say who changed an object, in order', () => {
    const system = createMutationSystem([assign('spec.b', 1, {}, 'z'), assign('spec.a', 1, {}, 'a')]);
    expect(system.mutate(reviewOf(pod())).applied).toEqual(['Assign/a', 'Assign/z']);
  });

  it('apply to their kinds, operations and matches only', () => {
    const service = { ...pod(), kind: 'Service' };
    expect(mutated([assign('spec.a', 1)], service)).toBe(service);
    const created = mutator('Assign', 'a', {
      applyTo: [{ ...pods[0], operations: ['CREATE'] }],
      location: 'spec.a',
      parameters: { assign: { value: 1 } },
    });
    expect(mutated([created], pod(), 'CREATE')).toEqual(pod({ a: 1 }));
    expect(mutated([created], pod(), 'UPDATE')).toEqual(pod());
    expect(mutated([created], pod(), '')).toEqual(pod());
    const elsewhere = mutator('Assign', 'a', {
      match: { namespaces: ['other'] },
      location: 'spec.a',
      parameters: { assign: { value: 1 } },
    });
    expect(mutated([elsewhere], pod())).toEqual(pod());
  });

  it('never change the resources of Gatekeeper itself', () => {
    const template = {
      apiVersion: 'templates.gatekeeper.sh/v1',
      kind: 'ConstraintTemplate',
      metadata: { name: 'x' },
    };
    const label = mutator('AssignMetadata', 'l', {
      location: 'metadata.labels.a',
      parameters: { assign: { value: 'b' } },
    });
    expect(mutated([label], template)).toBe(template);
  });

  it('that contradict each other about a value: the last one in order wins', () => {
    const system = createMutationSystem([assign('spec.a', 2, {}, 'two'), assign('spec.a', 1, {}, 'one')]);
    expect(system.mutate(reviewOf(pod())).object).toEqual(pod({ a: 2 }));
    const settled = pod({ a: 2 });
    expect(system.mutate(reviewOf(settled))).toEqual({ object: settled, applied: [] });
  });

  it('for both operations are for objects without one, too', () => {
    const both = mutator('Assign', 'a', {
      applyTo: [{ groups: [''], versions: ['v1'], kinds: ['Pod'], operations: ['CREATE', 'UPDATE'] }],
      location: 'spec.a',
      parameters: { assign: { value: 1 } },
    });
    expect(mutated([both], pod(), '')).toEqual(pod({ a: 1 }));
  });

  it('that expect another shape end in an error', () => {
    expect(() => mutated([assign('spec.a.b', 1)], pod({ a: null }))).toThrow(
      'Mutator Assign/a: expected an object with the field "b". Let its location follow the shape of the object.',
    );
    expect(() => mutated([assign('spec.a.b', 1)], pod({ a: 'text' }))).toThrow(
      'Mutator Assign/a: expected an object with the field "b". Let its location follow the shape of the object.',
    );
    expect(() => mutated([assign('spec.a[name: *].b', 1)], pod({ a: {} }))).toThrow(
      'Mutator Assign/a: expected a list to select from by "name". Let its location follow the shape of the object.',
    );
  });

  it('that contradict each other about a shape are skipped, all of them', () => {
    const system = createMutationSystem([
      assign('spec.x.y', 1, {}, 'object'),
      assign('spec.x[name: a].y', 1, {}, 'list'),
      assign('spec.z', 1, {}, 'other'),
    ]);
    expect([...system.conflicting].sort()).toEqual(['Assign/list', 'Assign/object']);
    expect(system.mutate(reviewOf(pod())).object).toEqual(pod({ z: 1 }));
  });

  it.each<[JsonObject, string, string]>([
    [
      assign('metadata.labels.a', 'b'),
      'invalid_mutator',
      'Assign cannot change metadata; use AssignMetadata.',
    ],
    [assign('', 'b'), 'invalid_location', 'it has no location.'],
    [
      assign('spec..a', 'b'),
      'invalid_location',
      'spec.location: expected a field name, found "." at position 5.',
    ],
    [
      assign('spec.c[name: a].name', 'b'),
      'invalid_mutator',
      'the key field "name" of a list element cannot be changed.',
    ],
    [
      mutator('AssignImage', 'i', { location: 'spec.c[name: *].name', parameters: { assignTag: ':v1' } }),
      'invalid_mutator',
      'the key field "name" of a list element cannot be changed.',
    ],
    [
      mutator('AssignImage', 'i', { location: 'metadata.name', parameters: { assignTag: ':v1' } }),
      'invalid_mutator',
      'AssignImage cannot change metadata.',
    ],
    [
      mutator('ModifySet', 'm', {
        location: 'metadata.finalizers',
        parameters: { values: { fromList: [] } },
      }),
      'invalid_mutator',
      'ModifySet cannot change metadata.',
    ],
    [
      assign('spec.a', null),
      'invalid_mutator',
      'spec.parameters.assign needs exactly one of value, fromMetadata and externalData.',
    ],
    [
      assign('spec.a', 1, {
        pathTests: [
          { subPath: 'spec.a', condition: 'MustNotExist' },
          { subPath: 'spec', condition: 'MustExist' },
        ],
      }),
      'invalid_mutator',
      'the path test of "spec" is MustExist and stands behind one that is MustNotExist.',
    ],
    [
      assign('spec.c[name: a]', { name: 'b' }),
      'invalid_mutator',
      'the assigned element must be an object whose "name" is "a".',
    ],
    [
      assign('spec.a', 1, { pathTests: [{ subPath: 'spec.b', condition: 'MustExist' }] }),
      'invalid_mutator',
      'the path test "spec.b" does not lie on the location.',
    ],
    [
      assign('spec.a', 1, {
        pathTests: [
          { subPath: 'spec', condition: 'MustExist' },
          { subPath: 'spec', condition: 'MustNotExist' },
        ],
      }),
      'invalid_mutator',
      'the path tests of "spec" contradict each other.',
    ],
    [
      mutator('Assign', 'a', { location: 'spec.a', parameters: { assign: { externalData: {} } } }),
      'invalid_mutator',
      'values from external data providers are not supported.',
    ],
    [
      mutator('Assign', 'a', { applyTo: [], location: 'spec.a', parameters: { assign: { value: 1 } } }),
      'invalid_mutator',
      'it does not say what it applies to.',
    ],
    [
      mutator('Assign', 'a', {
        applyTo: [{ ...pods[0], operations: ['DELETE'] }],
        location: 'spec.a',
        parameters: { assign: { value: 1 } },
      }),
      'invalid_mutator',
      'the operations DELETE cannot be used.',
    ],
    [
      mutator('AssignMetadata', 'a', { location: 'metadata.name', parameters: { assign: { value: 'x' } } }),
      'invalid_mutator',
      'AssignMetadata changes metadata.labels.<key> or metadata.annotations.<key> only.',
    ],
    [
      mutator('ModifySet', 'a', { location: 'spec.a[name: b]', parameters: { values: { fromList: [] } } }),
      'invalid_mutator',
      'the location of ModifySet must end in the list itself, not in one of its elements.',
    ],
  ])('%j is refused', (resource, code, problem) => {
    expect(() => createMutationSystem([resource])).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(problem) }),
    );
  });
});

describe('a JSON patch', () => {
  it.each<[JsonObject, JsonObject, unknown[]]>([
    [{ a: 1 }, { a: 1 }, []],
    [
      { a: 1 },
      { a: 2, b: { c: 3 } },
      [
        { op: 'replace', path: '/a', value: 2 },
        { op: 'add', path: '/b', value: { c: 3 } },
      ],
    ],
    [
      { 'a/b': 1, '~': 1 },
      { '~': 2 },
      [
        { op: 'remove', path: '/a~1b' },
        { op: 'replace', path: '/~0', value: 2 },
      ],
    ],
    [
      { l: [{ n: 1 }] },
      { l: [{ n: 2 }, 3] },
      [
        { op: 'replace', path: '/l/0/n', value: 2 },
        { op: 'add', path: '/l/-', value: 3 },
      ],
    ],
    [{ l: [1, 2] }, { l: [2] }, [{ op: 'replace', path: '/l', value: [2] }]],
    [{ l: [1] }, { l: null }, [{ op: 'replace', path: '/l', value: null }]],
  ])('turns %j into %j', (before, after, patch) => {
    expect(jsonPatch(before, after)).toEqual(patch);
  });
});
