/** The architecture's import rules (docs/architecture.md, "Rules of the house"), checked by `npm run boundaries`. */
const engines = '^shared/(rego|rules|gatekeeper|expressions|policy)/';
const notTest = '\\.test\\.ts$';

export default {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'rego-and-expressions-stand-alone',
      severity: 'error',
      from: { path: '^shared/(rego|expressions)/', pathNot: notTest },
      to: { path: '^(shared|functions|local|web)/', pathNot: '^shared/$1/' },
    },
    {
      name: 'rules-import-expressions-only',
      severity: 'error',
      from: { path: '^shared/rules/', pathNot: notTest },
      to: { path: '^(shared|functions|local|web)/', pathNot: '^shared/(rules|expressions)/' },
    },
    {
      name: 'gatekeeper-imports-rego-only',
      severity: 'error',
      from: { path: '^shared/gatekeeper/', pathNot: notTest },
      to: { path: '^(shared|functions|local|web)/', pathNot: '^shared/(gatekeeper|rego)/' },
    },
    {
      name: 'policy-imports-no-engine',
      severity: 'error',
      from: { path: '^shared/policy/', pathNot: notTest },
      to: { path: '^(shared|functions|local|web)/', pathNot: '^shared/policy/' },
    },
    {
      name: 'catalog-is-data',
      severity: 'error',
      from: { path: '^shared/catalog/', pathNot: `${notTest}|^shared/catalog/testing/` },
      to: { path: '^(shared|functions|local|web)/', pathNot: '^shared/catalog/' },
    },
    {
      name: 'stores-and-readers-know-the-model-only',
      severity: 'error',
      from: { path: '^shared/(compliance|estate)/', pathNot: notTest },
      to: { path: '^(shared|functions|local|web)/', pathNot: '^shared/(compliance|estate|policy|azure)/' },
    },
    {
      name: 'azure-is-a-leaf',
      severity: 'error',
      from: { path: '^shared/azure/', pathNot: notTest },
      to: { path: '^(shared|functions|local|web)/', pathNot: '^shared/azure/' },
    },
    {
      name: 'shared-never-looks-up',
      severity: 'error',
      from: { path: '^shared/', pathNot: notTest },
      to: { path: '^(functions|local|web|test|bench)/' },
    },
    {
      name: 'engines-do-no-io',
      severity: 'error',
      from: { path: engines, pathNot: notTest },
      to: { dependencyTypes: ['core'], pathNot: '^(node:)?(crypto|buffer|zlib)$' },
    },
    {
      name: 'sdk-clients-in-azure-only',
      severity: 'error',
      from: { path: '^(shared|functions)/', pathNot: ['^shared/(azure|compliance|estate)/', notTest] },
      to: {
        path: 'node_modules/(@azure/(arm-|identity|cosmos|core-)|@kubernetes/)',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'other-rooms-through-the-index',
      severity: 'error',
      from: { path: '^((?:shared|local)/[^/]+|functions|test|bench)/' },
      to: { path: '^(?:shared|local)/[^/]+/', pathNot: ['^$1/', '^(?:shared|local)/[^/]+/index\\.ts$'] },
    },
    {
      name: 'entries-through-the-index',
      severity: 'error',
      from: { path: '^(?:local|shared)/[^/]+\\.ts$' },
      to: { path: '^(?:shared|local)/[^/]+/', pathNot: '^(?:shared|local)/[^/]+/index\\.ts$' },
    },
    {
      name: 'no-dev-dependency-in-the-service',
      severity: 'error',
      from: { path: '^(shared|functions)/', pathNot: notTest },
      to: { dependencyTypes: ['npm-dev'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.mjs', '.js', '.json'],
      conditionNames: ['import', 'node', 'types', 'default'],
    },
  },
};
