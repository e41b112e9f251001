// The entry of `npm start`, `npm test`, `npm run demo` and `npm run check`: plain JavaScript, as it
// must run before anything is installed or compiled. It makes both true, then hands over.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const COMMANDS = ['start', 'demo', 'test', 'check', 'test-services', 'chaos-run', 'chaos-bugs'];

/** Built into dist/; a change in any of them means compiling again. */
const SOURCES = ['src', 'workflows', 'activities', 'sandbox', 'scripts', 'docs/samples'];
const SOURCE_FILES = ['package-lock.json', 'tsconfig.json', 'tsconfig.build.json'];
const STAMP = 'dist/.built-from';

const OLDEST_NODE = [20, 19];

function say(line) {
  process.stdout.write(`  ${line}\n`);
}

function give(message) {
  process.stderr.write(`\n  ${message}\n\n`);
  process.exit(1);
}

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [wantedMajor, wantedMinor] = OLDEST_NODE;
  if (major > wantedMajor || (major === wantedMajor && minor >= wantedMinor)) return;
  give(
    `Onjeon needs Node ${OLDEST_NODE.join('.')} or newer; this is ${process.versions.node}.\n` +
      '  See https://nodejs.org/en/download, or use a version manager: nvm install 20',
  );
}

/** Whether node_modules holds what the lockfile says; packages for other systems may be absent. */
function isInstalled() {
  const installedFile = 'node_modules/.package-lock.json';
  if (!existsSync(installedFile)) return false;
  const wanted = JSON.parse(readFileSync('package-lock.json', 'utf8')).packages;
  const installed = JSON.parse(readFileSync(installedFile, 'utf8')).packages;
  return Object.entries(wanted).every(([path, { version, optional, devOptional }]) => {
    if (path === '') return true;
    if (installed[path]) return installed[path].version === version && existsSync(path);
    return optional === true || devOptional === true;
  });
}

function run(what, command, args) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (error) give(`${what} could not be started: ${error.message}`);
  if (status !== 0) {
    give(
      `${what} failed: ${command} ${args.join(' ')}\n  Its output is above; repeat it after a fix.`,
    );
  }
}

function install() {
  if (isInstalled()) return;
  say('installing packages (npm ci), about half a minute the first time');
  run('Installing packages', 'npm', ['ci', '--include=dev', '--no-audit', '--no-fund']);
}

function filesBelow(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function fingerprintOfSources() {
  const hash = createHash('sha256');
  for (const file of [...SOURCES.flatMap(filesBelow), ...SOURCE_FILES]) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/** What a deleted source leaves in dist/ would still be found by an import. */
function removeOrphans() {
  for (const file of filesBelow('dist').filter((name) => name.endsWith('.js'))) {
    const source = file.replace(/^dist./, '').replace(/\.js$/, '.ts');
    if (SOURCES.some((folder) => source.startsWith(`${folder}/`)) && !existsSync(source))
      rmSync(file);
  }
}

function compile() {
  const fingerprint = fingerprintOfSources();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === fingerprint) return;
  say('compiling');
  const tsc = join('node_modules', 'typescript', 'bin', 'tsc');
  run('Compiling', process.execPath, [tsc, '-p', 'tsconfig.build.json']);
  removeOrphans();
  writeFileSync(STAMP, fingerprint);
}

checkNode();
process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));
const [command] = process.argv.splice(2, 1);
if (!COMMANDS.includes(command)) give(`Usage: node scripts/run.mjs ${COMMANDS.join(' | ')}`);
install();
compile();
await import(new URL(`../dist/scripts/${command}.js`, import.meta.url));
