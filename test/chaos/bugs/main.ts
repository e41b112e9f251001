import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ciOptions } from '../options';
import type { RunOptions } from '../options';
import type { Report } from '../report';
import { runChaos } from '../run';
import type { Bug } from './bug';
import { BUGS } from './bugs';
import { plantBug } from './plant';

/** What became of one bug. */
interface Caught {
  readonly bug: Bug;
  readonly invariants: readonly string[];
  /** Seconds of load until the first violation was seen; null: not caught. */
  readonly seconds: number | null;
  readonly failure: string | null;
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function tryBug(bug: Bug, seed: string, size: Partial<RunOptions>): Promise<Caught> {
  try {
    const dist = plantBug(bug);
    const options = { ...ciOptions(`${seed}-bug-${bug.id}`), dist, ...size, stopsAtFirst: true };
    const report: Report = await runChaos(options, () => undefined);
    const invariants = [...new Set(report.violations.map((one) => one.invariant))].toSorted();
    const seconds = invariants.length === 0 ? null : report.secondsToFirstViolation;
    return { bug, invariants, seconds, failure: null };
  } catch (error) {
    return { bug, invariants: [], seconds: null, failure: String(error).split('\n')[0] ?? '' };
  }
}

function row({ bug, invariants, seconds, failure }: Caught): string {
  const harmless = bug.harmlessBecause ? `harmless: ${bug.harmlessBecause}` : 'not caught';
  const result = seconds === null ? (failure ?? harmless) : invariants.join(' ');
  const star = bug.isCaughtInCi ? '*' : '';
  return `| ${bug.id}${star} | ${bug.title} | ${result} | ${seconds ?? '-'} |`;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      only: { type: 'string' },
      seed: { type: 'string', default: 'bugs' },
      minutes: { type: 'string' },
      payments: { type: 'string' },
      refunds: { type: 'string' },
    },
  });
  const wanted = values.only?.split(',').map(Number);
  const bugs = wanted ? BUGS.filter(({ id }) => wanted.includes(id)) : BUGS;
  const { minutes, payments, refunds } = values;
  const size = {
    ...(minutes && { minutes: Number(minutes) }),
    ...(payments && { payments: Number(payments) }),
    ...(refunds && { refunds: Number(refunds) }),
  };
  const table = ['| bug | what | caught by | after s |', '| --- | --- | --- | --- |'];
  say(table.join('\n'));
  const results: Caught[] = [];
  for (const bug of bugs) {
    const result = await tryBug(bug, values.seed, size);
    results.push(result);
    table.push(row(result));
    say(row(result));
  }
  const dir = resolve('.onjeon-test', 'chaos');
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, 'bugs.md'), `${table.join('\n')}\n`);
  const missed = results.filter(({ bug, seconds }) => bug.isCaughtInCi && seconds === null);
  const caught = results.filter(({ seconds }) => seconds !== null);
  say(`caught ${caught.length} of ${results.length}, starred ones missed: ${missed.length}`);
  process.exit(missed.length === 0 ? 0 : 1);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? '') : String(error)}\n`);
  process.exit(1);
});
