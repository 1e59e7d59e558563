import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { junitReport, readNameFilter, runPolicyTests, textReport } from './index';

const root = fileURLToPath(new URL('../..', import.meta.url));
const examples = join(root, 'examples', 'policies');
const now = new Date('2026-11-21T08:00:00Z');
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plimsoll-policy-test-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function put(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
}

/** The failures in short: `suite:line test/name: message`. */
async function failures(): Promise<string[]> {
  const results = await runPolicyTests(folder, now);
  const short = (file: string): string => relative(folder, join(process.cwd(), file)) || '.';
  return results.flatMap(({ test, name, problems }) =>
    problems.map(
      ({ file, line, message }) =>
        `${short(file)}${line === undefined ? '' : `:${line}`} ${test}/${name}: ${message}`,
    ),
  );
}

const suite = (tests: string): string =>
  `apiVersion: test.gatekeeper.sh/v1alpha1\nkind: Suite\ntests:\n${tests}`;

async function copyRegistryExample(): Promise<void> {
  await cp(join(examples, 'images-from-own-registry'), folder, { recursive: true });
}

describe('the example policies', () => {
  it('all pass, and each file of theirs is in a test', async () => {
    const results = await runPolicyTests(examples, now);
    expect(results.map(({ test, name, status }) => `${status} ${test}/${name}`)).toEqual([
      'passed images/an image from the registry',
      'passed images/images from elsewhere',
      'passed images/a namespace that is not looked at',
      'passed images/a Deployment implies its Pod',
      'passed a parameter that the template does not know/the constraint is refused',
      'passed compliant/no-cluster.json',
      'passed compliant/north.json',
      'passed violating/east-us.json',
      'passed compliant/with-settings.yaml',
      'passed violating/settings-without-workspace.yaml',
      'passed violating/without-settings.yaml',
      'passed compliant/excluded-namespace.yaml',
      'passed compliant/own-network.yaml',
      'passed violating/host-process-namespace.yaml',
    ]);
  });
});

describe('a suite that fails', () => {
  it('tells what was expected, what was found, and the line', async () => {
    await copyRegistryExample();
    const text = await readFile(join(folder, 'suite.yaml'), 'utf8');
    await writeFile(join(folder, 'suite.yaml'), text.replace('violations: 2', 'violations: 3'));
    expect(await failures()).toEqual([
      [
        'suite.yaml:20 images/images from elsewhere: expected exactly 3 violations, found 2:',
        '  - Container basket uses registry.example.com.evil.example/shop/basket:1.4.2, which is from none of the registries ["registry.example.com"]',
        '  - Container setup uses docker.io/library/busybox:1.36, which is from none of the registries ["registry.example.com"]',
      ].join('\n'),
    ]);
  });

  it.each<[string, string, string, string]>([
    [
      'a template that is not there',
      'template: template.yaml\n    constraint: constraint.yaml\n    expansion',
      'template: nowhere.yaml\n    constraint: constraint.yaml\n    expansion',
      'suite.yaml:7 images/: nowhere.yaml cannot be read: it does not exist.',
    ],
    [
      'an object that is not there',
      'samples/own-image.yaml',
      'samples/nowhere.yaml',
      'suite.yaml:12 images/an image from the registry: samples/nowhere.yaml cannot be read: it does not exist.',
    ],
    [
      'a file of several objects',
      'object: samples/own-image.yaml',
      'object: samples/namespaces.yaml',
      'samples/namespaces.yaml images/an image from the registry: The file must hold exactly one object, but has 2.',
    ],
    [
      'a misspelt field',
      'assertions:\n          - violations: no\n      - name: images',
      'assertion:\n          - violations: no\n      - name: images',
      'suite.yaml:14 /: tests.0.cases.0: Unrecognized key: "assertion".',
    ],
    [
      'a count that is none',
      'violations: 2',
      'violations: many',
      'suite.yaml:20 /: tests.0.cases.1.assertions.0.violations: must be yes, no or a whole number of violations.',
    ],
    [
      'a case that asserts nothing',
      '        assertions:\n          - violations: no\n      - name: images',
      '      - name: images',
      'suite.yaml:11 images/an image from the registry: the case asserts nothing; add assertions',
    ],
    [
      'a constraint that was to be refused',
      'misspelt-constraint.yaml',
      'constraint.yaml',
      'suite.yaml:36 a parameter that the template does not know/the constraint is refused: expected the constraint to be refused, but it was accepted',
    ],
    [
      'a constraint of another template',
      'constraint: constraint.yaml\n    expansion',
      'constraint: samples/own-image.yaml\n    expansion',
      'suite.yaml:8 images/: Constraint basket: it is a "Pod" of "/v1", but its template makes OwnRegistryOnly of constraints.gatekeeper.sh/v1beta1. Set "apiVersion: constraints.gatekeeper.sh/v1beta1" and "kind: OwnRegistryOnly".',
    ],
  ])('%s', async (_what, good, bad, problem) => {
    await copyRegistryExample();
    const text = await readFile(join(folder, 'suite.yaml'), 'utf8');
    expect(text).toContain(good);
    await writeFile(join(folder, 'suite.yaml'), text.replace(good, bad));
    expect(await failures()).toEqual([problem]);
  });

  it('tells the line of malformed YAML', async () => {
    await put({ 'suite.yaml': suite('  - name: a\n   template: b\n') });
    const [problem] = await failures();
    expect(problem).toMatch(/^suite\.yaml:[45] \/: YAML: /);
  });

  it('without the namespace that a selector needs is a violation, as in Gatekeeper', async () => {
    await copyRegistryExample();
    const text = await readFile(join(folder, 'suite.yaml'), 'utf8');
    await writeFile(
      join(folder, 'suite.yaml'),
      text.replace('        inventory: [samples/namespaces.yaml]\n', ''),
    );
    expect(await failures()).toEqual([
      'suite.yaml:14 images/an image from the registry: expected no violation, found 1:\n  - unable to match constraints: error matching the requested object: basket :failed to run Match criteria: namespace selector for namespace-scoped object but missing Namespace',
    ]);
  });
});

describe('a suite of gator', () => {
  const template = (rego: string): string =>
    JSON.stringify({
      apiVersion: 'templates.gatekeeper.sh/v1',
      kind: 'ConstraintTemplate',
      metadata: { name: 'demo' },
      spec: {
        crd: { spec: { names: { kind: 'Demo' } } },
        targets: [{ target: 'admission.k8s.gatekeeper.sh', rego, operations: ['CREATE'] }],
      },
    });
  const constraint =
    '{ apiVersion: constraints.gatekeeper.sh/v1beta1, kind: Demo, metadata: { name: demo }, spec: {} }';
  const head = '  - template: template.yaml\n    constraint: constraint.yaml\n';
  const oneCase = (violations: string, inventory = ''): string =>
    suite(
      `${head}    cases:\n      - { object: pod.yaml, ${inventory}assertions: [{ violations: ${violations} }] }\n`,
    );
  const pod = '{ apiVersion: v1, kind: Pod, metadata: { name: p, namespace: shop } }';

  it('may have no cases: then template and constraint must be sound', async () => {
    const files = { 'suite.yaml': suite(head), 'constraint.yaml': constraint };
    await put({ ...files, 'template.yaml': template('package demo\nviolation[{"msg": "x"}] { true }') });
    expect(await runPolicyTests(`${folder}/...`, now)).toMatchObject([
      { name: 'template and constraint are sound', status: 'passed' },
    ]);
    await put({ 'template.yaml': template('package demo') });
    expect(await failures()).toHaveLength(1);
  });

  it('counts an evaluation that fails as a violation', async () => {
    const rego = 'package demo\nf(x) = 1 { x }\nf(x) = 2 { x }\nviolation[{"msg": "x"}] { f(true) == 1 }';
    const files = { 'template.yaml': template(rego), 'constraint.yaml': constraint, 'pod.yaml': pod };
    await put({ ...files, 'suite.yaml': oneCase('1') });
    expect(await failures()).toEqual([]);
  });

  it('tries the code whatever operations the template is for, and shows no namespaceObject', async () => {
    const rego =
      'package demo\nviolation[{"msg": input.review.operation}] { input.review.namespaceObject == {} }';
    const review = `{ apiVersion: admission.k8s.io/v1, kind: AdmissionReview, request: { operation: UPDATE, namespace: shop, object: ${pod} } }`;
    await put({
      'template.yaml': template(rego),
      'constraint.yaml': constraint,
      'pod.yaml': review,
      'shop.yaml': '{ apiVersion: v1, kind: Namespace, metadata: { name: shop } }',
      'suite.yaml': oneCase('1, message: UPDATE', 'inventory: [shop.yaml], '),
    });
    expect(await failures()).toEqual([]);
  });

  it('runs the cases that a filter names', async () => {
    await copyRegistryExample();
    const results = await runPolicyTests(folder, now, readNameFilter('images//elsewhere'));
    expect(results.filter(({ status }) => status !== 'skipped')).toMatchObject([
      { name: 'images from elsewhere', status: 'passed' },
    ]);
  });
});

describe('what is switched off', () => {
  it.each([
    [
      'a case',
      'object: samples/foreign-images.yaml',
      'skip: true\n        object: samples/foreign-images.yaml',
      1,
    ],
    [
      'a test',
      'template: template.yaml\n    constraint: constraint.yaml',
      'skip: true\n    template: none\n    constraint: none',
      1,
    ],
    ['a suite', 'kind: Suite', 'kind: Suite\nskip: true', 2],
  ])('%s is skipped and said so', async (_what, good, changed, skipped) => {
    await copyRegistryExample();
    const text = await readFile(join(folder, 'suite.yaml'), 'utf8');
    await writeFile(join(folder, 'suite.yaml'), text.replace(good, changed));
    const results = await runPolicyTests(folder, now);
    expect(results.filter(({ status }) => status === 'skipped')).toHaveLength(skipped);
    expect(results.filter(({ status }) => status === 'failed')).toEqual([]);
  });
});

describe('an object that is an AdmissionReview', () => {
  const test = suite(
    '  - name: t\n    template: template.yaml\n    constraint: constraint.yaml\n    cases:\n      - name: c\n        object: review.yaml\n        inventory: [samples/namespaces.yaml]\n        assertions: [{ violations: 1 }]\n',
  );
  const review = (request: string): string =>
    `apiVersion: admission.k8s.io/v1beta1\nkind: AdmissionReview\nrequest: ${request}\n`;
  const pod =
    '{ apiVersion: v1, kind: Pod, metadata: { name: p }, spec: { containers: [{ name: c, image: docker.io/x }] } }';

  it.each<[string, string, string[]]>([
    ['is reviewed as the request', `{ operation: DELETE, oldObject: ${pod} }`, []],
    [
      'must have an object',
      '{ operation: CREATE }',
      ['suite.yaml:9 t/c: The request has neither "object" nor "oldObject". Send at least one of them.'],
    ],
    [
      'must say its kind',
      '{ operation: CREATE, object: { metadata: {} } }',
      ['suite.yaml:9 t/c: request.object of the AdmissionReview has no kind.'],
    ],
  ])('%s', async (_what, request, problems) => {
    await copyRegistryExample();
    await put({ 'suite.yaml': test, 'review.yaml': review(request) });
    expect(await failures()).toEqual(problems);
  });
});

describe('a definition that fails', () => {
  const definition = (effect: string): string =>
    JSON.stringify({
      mode: 'All',
      policyRule: { if: { field: 'location', equals: "[parameters('bad')]" }, then: { effect } },
      parameters: { bad: { type: 'String', defaultValue: 'eastus' } },
    });
  const sample = (location: string): string =>
    JSON.stringify({ type: 'Microsoft.Storage/storageAccounts', location });

  it('tells what the policy said of each sample', async () => {
    await put({
      'definition.json': definition('deny'),
      'compliant/a.json': sample('eastus'),
      'violating/b.json': sample('westus'),
      'violating/c.json': '{}',
      'violating/d.json': '{ "type":',
    });
    const [a, b, c, d] = await failures();
    expect(a).toBe(
      'compliant/a.json compliant/a.json: expected no violation, found a violation: location is "eastus", must not be "eastus"',
    );
    expect(b).toBe('violating/b.json violating/b.json: expected a violation, found that it is compliant');
    expect(c).toBe(
      'violating/c.json violating/c.json: expected a violation, found Error: The sample has no "type", so it is no Azure resource.',
    );
    expect(d).toMatch(/^violating\/d\.json:1 violating\/d\.json: YAML: /);
  });

  it.each<[string, Readonly<Record<string, string>>, string]>([
    [
      'is disabled',
      { 'definition.json': definition('disabled'), 'compliant/a.json': sample('westus') },
      'compliant/a.json compliant/a.json: expected no violation, found Error: The effect is "disabled". Give the parameter effect another value in parameters.json.',
    ],
    [
      'has no samples',
      { 'definition.json': definition('deny') },
      'definition.json /: The definition has no samples. Put some into the folders compliant and violating beside it.',
    ],
    [
      'has no rule',
      { 'definition.yaml': 'mode: All\n', 'compliant/a.json': sample('westus') },
      'definition.yaml /: The definition has no policyRule. Paste it as ARM shows it.',
    ],
    [
      'names a template that cannot be had',
      {
        'definition.json': JSON.stringify({
          mode: 'Microsoft.Kubernetes.Data',
          policyRule: {
            if: { field: 'type', equals: 'Microsoft.ContainerService/managedClusters' },
            then: { effect: 'deny', details: { kinds: ['Pod'], apiGroups: [''] } },
          },
        }),
        'violating/a.yaml': 'apiVersion: v1\nkind: Pod\n',
      },
      'violating/a.yaml violating/a.yaml: expected a violation, found Error: then.details names no template. Give templateInfo a url or content.',
    ],
  ])('because it %s', async (_what, files, problem) => {
    await put(files);
    expect(await failures()).toEqual([problem]);
  });
});

describe('the reports', () => {
  it('say for a person and for machines which test failed and why', async () => {
    await put({
      'definition.json': JSON.stringify({
        mode: 'All',
        policyRule: { if: { field: 'name', like: 'x*' }, then: { effect: 'audit' } },
      }),
      'compliant/<&>.json': '{ "type": "Microsoft.Storage/storageAccounts", "name": "x\\u0001" }',
      'violating/x.json': '{ "type": "Microsoft.Storage/storageAccounts", "name": "x" }',
    });
    const results = (await runPolicyTests(folder, now)).map((result) => ({ ...result, milliseconds: 1 }));
    const shown = relative(process.cwd(), folder);
    expect(textReport(results)).toBe(`${shown}
  compliant
    ✗ <&>.json
        ${shown}/compliant/<&>.json
          expected no violation, found a violation: name is "x\\u0001", must not be like "x*"
  violating
    ✓ x.json  (name is "x", must not be like "x*")

1 passed, 1 failed, 0 skipped (0.00 s)
`);
    expect(junitReport(results)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites tests="2" failures="1" errors="0" skipped="0" time="0.002">
  <testsuite name="${shown}" tests="2" failures="1" errors="0" skipped="0" time="0.002">
    <testcase classname="compliant" name="&lt;&amp;&gt;.json" time="0.001" file="${shown}/compliant/&lt;&amp;&gt;.json">
      <failure message="expected no violation, found a violation: name is &quot;x\\u0001&quot;, must not be like &quot;x*&quot;">${shown}/compliant/&lt;&amp;&gt;.json&#10;expected no violation, found a violation: name is &quot;x\\u0001&quot;, must not be like &quot;x*&quot;</failure>
    </testcase>
    <testcase classname="violating" name="x.json" time="0.001"/>
  </testsuite>
</testsuites>
`);
  });
});

describe('npm run policy:test', () => {
  it('fails by its exit code, says why, and writes JUnit XML', { timeout: 120_000 }, async () => {
    await put({ 'suite.yaml': suite('  []\n') });
    const junit = join(folder, 'junit.xml');
    const { status, stdout, stderr } = spawnSync(
      process.execPath,
      ['scripts/run-ts.mjs', 'local/run-policy-tests.ts', folder, '--junit', junit],
      { cwd: root, encoding: 'utf8' },
    );
    expect([status, stderr]).toEqual([1, '']);
    expect(stdout).toContain('the suite has no tests');
    expect(await readFile(junit, 'utf8')).toContain('<testsuites tests="1" failures="1"');
  });

  it('says when there is nothing to run', async () => {
    await expect(runPolicyTests(join(folder, 'nowhere'), now)).rejects.toThrow(
      'There is no such folder. Name one that holds policy tests.',
    );
    await expect(runPolicyTests(folder, now)).rejects.toThrow('There is no test here');
  });
});
