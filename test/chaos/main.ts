import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import type { Bug } from './bugs/bug';
import { BUGS } from './bugs/bugs';
import { plantBug } from './bugs/plant';
import { LIVENESS_MS, OWN_DIST, envOf, sizeOf } from './options';
import type { RunOptions } from './options';
import { EXIT_STATUS, lastLine, writeReport } from './report';
import { runChaos } from './run';

const USAGE = `Usage: npm run chaos -- [--seed S] [--minutes M] [--mode contract|testbed] [--bug N]
  [--payments N] [--refunds N]   a smaller or larger load than the minutes stand for
  [--keep]                       keeps logs, data and journal`;

function optionsOf(args: readonly string[]): RunOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string' },
      minutes: { type: 'string', default: '4' },
      mode: { type: 'string', default: 'contract' },
      bug: { type: 'string' },
      payments: { type: 'string' },
      refunds: { type: 'string' },
      keep: { type: 'boolean', default: false },
    },
  });
  const minutes = Number(values.minutes);
  const { mode } = values;
  if (!(minutes > 0) || (mode !== 'contract' && mode !== 'testbed')) throw new Error(USAGE);
  return {
    seed: values.seed ?? randomBytes(4).toString('hex'),
    ...sizeOf(minutes),
    ...(values.payments && { payments: Number(values.payments) }),
    ...(values.refunds && { refunds: Number(values.refunds) }),
    mode,
    dist: values.bug ? plantBug(bugWith(Number(values.bug))) : OWN_DIST,
    env: envOf(mode),
    livenessMs: LIVENESS_MS,
    stopsAtFirst: values.bug !== undefined,
    keepsFiles: values.keep,
  };
}

function bugWith(id: number): Bug {
  const bug = BUGS.find((one) => one.id === id);
  if (!bug) throw new Error(`no bug ${id}; there are ${BUGS.map((one) => one.id).join(', ')}`);
  return bug;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const options = optionsOf(process.argv.slice(2));
  say(`seed ${options.seed}, ${options.minutes} min, ${options.payments} payments`);
  const report = await runChaos(options, say);
  const file = writeReport(report, resolve('.onjeon-test', 'chaos', options.seed));
  say(`report: ${file}`);
  say(lastLine(report));
  process.exit(EXIT_STATUS[report.outcome]);
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
  );
  process.exit(1);
});
