'use strict';

const { availableParallelism } = require('node:os');

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

/** Tests that need no server: they start at once. Everything else gets real ones. */
const UNIT_TESTS = [
  '/test/(domain|sandbox|activities(?!/book)|config|scripts)/.*\\.test\\.ts$',
  '/test/adapters/(nh-bank|slack)/.*\\.test\\.ts$',
  '/test/http/unit/.*\\.test\\.ts$',
  '/test/chaos/(?!.*(servers|ci)\\.test).*\\.test\\.ts$',
  '/test/(tidy|lint|config|log|shutdown|runbook|worker)[^/]*\\.test\\.ts$',
];

/** Needs the machine for itself for some minutes, so `CHAOS=1 npm test` runs it after all others. */
const ALONE = ['/test/chaos/ci\\.test\\.ts$'];

/** @type {import('jest').Config} */
module.exports = {
  // Tests mostly wait for servers, so that two at a time are not too many for two cores.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  // A guard against hanging, never a measure of speed.
  testTimeout: 90_000,
  projects: [
    { ...common, displayName: 'unit', testRegex: UNIT_TESTS },
    {
      ...common,
      displayName: 'services',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: [...UNIT_TESTS, ...ALONE],
      globalSetup: '<rootDir>/test/support/global-setup.ts',
      globalTeardown: '<rootDir>/test/support/global-teardown.ts',
    },
    { ...common, displayName: 'chaos', testRegex: ALONE },
  ],
};
