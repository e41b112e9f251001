'use strict';

/**
 * Tests are compiled by swc; their types are checked by `tsc`. jose is published as ESM only. (This
 * file is plain JavaScript because Jest reads TypeScript only with one more dependency.)
 *
 * @type {import('jest').Config}
 */
const common = {
  testEnvironment: 'node',
  roots: ['<rootDir>/test'],
  transform: { '^.+\\.(t|j|mj)s$': ['@swc/jest', { jsc: { target: 'es2022' } }] },
  transformIgnorePatterns: ['/node_modules/(?!jose/)'],
};

/** Folders whose tests need no server: they start at once. Everything else gets real ones. */
const UNIT_FOLDERS = ['domain', 'sandbox', 'adapters/nh-bank', 'config', 'scripts', 'http/unit'];
const UNIT_FILES = ['tidy*', 'lint*', 'config', 'log', 'shutdown'];

const unitTests = [
  ...UNIT_FOLDERS.map((folder) => `<rootDir>/test/${folder}/**/*.test.ts`),
  ...UNIT_FILES.map((file) => `<rootDir>/test/${file}.test.ts`),
];

/** @type {import('jest').Config} */
module.exports = {
  projects: [
    { ...common, displayName: 'unit', testMatch: unitTests },
    {
      ...common,
      displayName: 'services',
      testMatch: ['<rootDir>/test/**/*.test.ts', ...unitTests.map((pattern) => `!${pattern}`)],
      globalSetup: '<rootDir>/test/support/global-setup.ts',
      globalTeardown: '<rootDir>/test/support/global-teardown.ts',
    },
  ],
};
