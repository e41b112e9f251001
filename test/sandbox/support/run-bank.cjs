'use strict';
// Runs the bank's own entry point from its TypeScript source, as a process that a test can kill.
const { readFileSync } = require('node:fs');
const { transformSync } = require('@swc/core');

require.extensions['.ts'] = (module, filename) => {
  const jsc = { parser: { syntax: 'typescript' }, target: 'es2022' };
  const source = readFileSync(filename, 'utf8');
  const options = { filename, jsc, module: { type: 'commonjs' }, swcrc: false };
  module._compile(transformSync(source, options).code, filename);
};
require('../../../sandbox/main.ts');
