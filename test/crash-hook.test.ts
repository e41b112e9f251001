import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCrashHook } from '../src/crash-hook';

/** Reaches a border in a process of its own, since this one has to tell the tale. */
const REACH = `
  const { transformFileSync } = require('@swc/core');
  const options = { module: { type: 'commonjs' }, jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } };
  require.extensions['.ts'] = (module, file) => module._compile(transformFileSync(file, options).code, file);
  require('./src/crash-hook.ts').createCrashHook(process.argv[1]).reach(process.argv[2]);
  process.stdout.write('alive');
`;

function reach(file: string, point: string): { signal: string | null; said: string } {
  const { signal, stdout } = spawnSync(process.execPath, ['-e', REACH, file, point], {
    encoding: 'utf8',
  });
  return { signal, said: stdout };
}

describe('the crash hook', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'onjeon-crash-')), 'point');

  it('kills at the border that the file names, once', () => {
    writeFileSync(file, 'W3\n');
    expect(reach(file, 'W3')).toEqual({ signal: 'SIGKILL', said: '' });
    expect(existsSync(file)).toBe(false);
    expect(reach(file, 'W3')).toEqual({ signal: null, said: 'alive' });
  });

  it('lets every other border pass, and keeps the file', () => {
    writeFileSync(file, 'W3');
    expect(reach(file, 'W4')).toEqual({ signal: null, said: 'alive' });
    expect(existsSync(file)).toBe(true);
  });

  it('does nothing without a file', () => {
    expect(() => createCrashHook(null).reach('W3')).not.toThrow();
  });
});
