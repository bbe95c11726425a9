// Native ESM: Nest 12 ships nothing else. `node scripts/test.mjs` sets NODE_OPTIONS=--experimental-vm-modules.
const swc = {
  swcrc: false,
  sourceMaps: 'inline',
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
    target: 'es2022',
    keepClassNames: true,
  },
  module: { type: 'es6' },
};

const shared = {
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['argus-source', 'node', 'node-addons'] },
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': ['@swc/jest', swc] },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['/dist/'],
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
};

const suite = (displayName, testMatch, extra = {}) => ({ ...shared, displayName, testMatch, ...extra });

export default {
  testTimeout: 120_000,
  testSequencer: '<rootDir>/tests/sequencer.mjs',
  projects: [
    suite('unit', ['<rootDir>/{apps,libs,generator,dashboard,bench}/**/src/**/*.spec.ts']),
    suite('e2e', ['<rootDir>/tests/e2e/**/*.e2e.ts']),
    suite('browser', ['<rootDir>/tests/browser/**/*.browser.ts']),
    suite('faults', ['<rootDir>/tests/faults/**/*.fault.ts']),
  ],
};
