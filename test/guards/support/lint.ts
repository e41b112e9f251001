import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const root = path.resolve(__dirname, '../../..');
const run = promisify(execFile);

/** One remark of the linter, as the tests compare it. */
export interface Remark {
  file: string;
  rule: string;
  message: string;
}

interface Report {
  diagnostics: { message: string; code?: string; filename: string }[];
}

/** Lints a tree of files with the project's own configuration, in a folder of its own that is removed again. */
export async function lintTree(files: Record<string, string>): Promise<Remark[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'onjeon-guards-'));
  try {
    for (const part of ['.oxlintrc.json', 'scripts/lint']) {
      cpSync(path.join(root, part), path.join(folder, part), { recursive: true });
    }
    writeFileSync(path.join(folder, 'tsconfig.json'), withoutInstalledTypes());
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
      writeFileSync(path.join(folder, name), text);
    }
    const { diagnostics } = JSON.parse(await oxlint(folder)) as Report;
    return diagnostics.map(({ filename, code, message }) => ({
      file: filename,
      rule: code ?? '',
      message,
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Our compiler settings; the folder has no node_modules to take the types of Node and Jest from. */
function withoutInstalledTypes(): string {
  const settings = JSON.parse(readFileSync(path.join(root, 'tsconfig.json'), 'utf8')) as {
    compilerOptions: object;
  };
  const compilerOptions = { ...settings.compilerOptions, types: [] };
  return JSON.stringify({ ...settings, compilerOptions });
}

async function oxlint(folder: string): Promise<string> {
  const bin = path.join(root, 'node_modules/.bin');
  const env = { ...process.env, OXLINT_TSGOLINT_PATH: path.join(bin, 'tsgolint') };
  const options = { cwd: folder, env, maxBuffer: 16 * 1024 * 1024 };
  try {
    return (await run(path.join(bin, 'oxlint'), ['--format', 'json'], options)).stdout;
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    if (code === 1 && stdout.startsWith('{')) return stdout;
    throw new Error(`the linter did not run: ${stdout}${stderr}`);
  }
}
