import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runLogged } from './run-logged';

/** A program we need: any of `names` will do, and `packages` are how Debian and Ubuntu call it. */
export interface Program {
  readonly title: string;
  readonly names: readonly string[];
  readonly packages: readonly string[];
}

export const PROGRAMS = {
  mysql: {
    title: 'MariaDB (or MySQL) server',
    names: ['mariadbd', 'mysqld'],
    packages: ['mariadb-server'],
  },
  redis: { title: 'Redis server', names: ['redis-server'], packages: ['redis-server'] },
  rabbitmq: { title: 'RabbitMQ server', names: ['rabbitmq-server'], packages: ['rabbitmq-server'] },
  epmd: { title: 'Erlang port mapper', names: ['epmd'], packages: ['rabbitmq-server'] },
} as const satisfies Record<string, Program>;

/** Servers live in sbin, which is not on every user's PATH; RabbitMQ's own script comes first,
 * since the one on PATH of Debian changes user and folder. */
const EXTRA_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/sbin'];
const RABBITMQ_FOLDERS = ['/usr/lib/rabbitmq/bin', '/usr/local/lib/rabbitmq/bin'];

/** Installs only on systems whose packages we know, as root, and when nobody forbade it. */
function mayInstall(env: NodeJS.ProcessEnv): boolean {
  return (
    env['ONJEON_NO_INSTALL'] !== '1' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The full path of the first of these names, or undefined. */
export function findBinary(...names: string[]): string | undefined {
  const onPath = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  for (const name of names) {
    const folders = name.startsWith('rabbitmq')
      ? [...RABBITMQ_FOLDERS, ...onPath, ...EXTRA_FOLDERS]
      : [...onPath, ...EXTRA_FOLDERS];
    const found = folders.map((folder) => join(folder, name)).find(isExecutable);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The full path of a program that `ensurePrograms` has seen. */
export function requireBinary(program: Program): string {
  const path = findBinary(...program.names);
  if (path === undefined) throw new Error(missingMessage([program]));
  return path;
}

function missingMessage(missing: readonly Program[]): string {
  const packages = [...new Set(missing.flatMap((program) => program.packages))].join(' ');
  return [
    `Missing on this machine: ${missing.map((program) => program.title).join(', ')}.`,
    '  Any of these helps:',
    `  - Debian, Ubuntu:  sudo apt-get update && sudo apt-get install ${packages}`,
    '  - run as root without ONJEON_NO_INSTALL=1, and they are installed for you',
    '  - servers you have already: set MYSQL_URL, REDIS_URL, RABBITMQ_URL, TEMPORAL_ADDRESS',
    '  - Docker:  docker compose up --build',
  ].join('\n');
}

/**
 * Debian starts a server as soon as its package is installed. This asks it not to: we run our own
 * instances, and the machine's usual ports are not ours to take.
 */
async function withoutStartingServers(work: () => Promise<void>): Promise<void> {
  const policy = '/usr/sbin/policy-rc.d';
  if (existsSync(policy)) return work(); // the machine has a policy of its own
  writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    await work();
  } finally {
    rmSync(policy, { force: true });
  }
}

/** Installs Debian packages, saying so first; the output goes to a log. */
export async function installPackages(
  packages: readonly string[],
  { dir, log }: { dir: string; log: (line: string) => void },
): Promise<void> {
  mkdirSync(dir, { recursive: true });
  const logFile = join(dir, 'install.log');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  log(`installing ${packages.join(', ')} with apt-get, a minute or two (log: ${logFile})`);
  await withoutStartingServers(async () => {
    await runLogged('apt-get', ['update'], { logFile, env });
    const install = ['install', '-y', '--no-install-recommends', ...packages];
    await runLogged('apt-get', install, { logFile, env });
  });
}

/** Makes sure that every program is there: found, else installed, else one error that says how. */
export async function ensurePrograms(
  programs: readonly Program[],
  { dir, log }: { dir: string; log: (line: string) => void },
): Promise<void> {
  const isMissing = (program: Program): boolean => findBinary(...program.names) === undefined;
  const missing = programs.filter(isMissing);
  if (missing.length === 0) return;
  if (!mayInstall(process.env)) throw new Error(missingMessage(missing));
  await installPackages([...new Set(missing.flatMap((program) => program.packages))], { dir, log });
  const stillMissing = programs.filter(isMissing);
  if (stillMissing.length > 0) throw new Error(missingMessage(stillMissing));
}

/** Python with venv, which carries the Temporal binaries; Debian splits it into a package. */
export async function ensurePython(context: {
  dir: string;
  log: (line: string) => void;
}): Promise<void> {
  const works = (): boolean =>
    spawnSync('python3', ['-c', 'import ensurepip, venv'], { stdio: 'ignore' }).status === 0;
  if (works()) return;
  if (mayInstall(process.env)) await installPackages(['python3-venv', 'ca-certificates'], context);
  if (works()) return;
  throw new Error(
    'The Temporal CLI is missing, and so is Python with venv, by which it would be installed.\n' +
      '  - sudo apt-get install python3-venv, or\n' +
      '  - put `temporal` on PATH: https://docs.temporal.io/cli#install',
  );
}
