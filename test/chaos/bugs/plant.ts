import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Bug } from './bug';

/** What the product is compiled from. */
const SOURCES = ['src', 'workflows', 'activities', 'sandbox', 'scripts', 'docs/samples'];
const FILES = ['package.json', 'tsconfig.json', 'tsconfig.build.json', '.env.example'];

/** A copy of the tree with the bug in it, compiled; answers where its `dist` is. */
export function plantBug(bug: Bug): string {
  const dir = resolve('.onjeon-test', 'bugs', String(bug.id));
  rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  for (const source of [...SOURCES, ...FILES]) {
    cpSync(source, join(dir, source), { recursive: true });
  }
  symlinkSync(resolve('node_modules'), join(dir, 'node_modules'));
  for (const { file, find, replace } of bug.changes) change(join(dir, file), { find, replace });
  compile(dir);
  return join(dir, 'dist');
}

function change(file: string, { find, replace }: { find: string; replace: string }): void {
  const text = readFileSync(file, 'utf8');
  if (text.split(find).length !== 2) throw new Error(`not once in ${file}: ${find}`);
  // A function, so that nothing in the replacement is read as a pattern.
  writeFileSync(
    file,
    text.replace(find, () => replace),
  );
}

/** What a careless hand leaves unused is no reason not to compile; a copy that is not written is. */
function compile(dir: string): void {
  const tsc = resolve('node_modules', 'typescript', 'bin', 'tsc');
  const loose = ['--noUnusedLocals', 'false', '--noUnusedParameters', 'false'];
  const args = [tsc, '-p', 'tsconfig.build.json', ...loose];
  const { status, stdout } = spawnSync(process.execPath, args, { cwd: dir, encoding: 'utf8' });
  if (status !== 0) throw new Error(`the copy does not compile:\n${stdout}`);
}
