import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import type { Facts, Violation } from '../support/auditor/facts';
import type { Floor } from './coverage';
import type { Fired } from './faults/inflict';
import type { RunOptions } from './options';
import { pageOf } from './report-page';
import { storiesOf } from './story';

/** All that is published of a run. */
export interface Report {
  readonly seed: string;
  readonly commit: string;
  readonly startedAt: string;
  readonly minutes: number;
  readonly mode: string;
  readonly cores: number;
  readonly classes: readonly string[];
  readonly settings: Readonly<Record<string, string>>;
  readonly counts: Readonly<Record<string, number>>;
  readonly faults: Readonly<Record<string, number>>;
  readonly floors: readonly Floor[];
  readonly violations: readonly Violation[];
  /** What book and bank know of the payments that violations are about. */
  readonly stories: Readonly<Record<string, readonly string[]>>;
  readonly canaryFound: boolean;
  readonly latenciesMs: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Seconds from the first doubt about a movement to its end. */
  readonly unknownToEndSeconds: Readonly<Record<string, number>>;
  readonly livenessSeconds: number;
  /** Of a run that looks for violations while it goes on; else of the whole run. */
  readonly secondsToFirstViolation: number;
  readonly outcome: 'passed' | 'violated' | 'inconclusive';
}

/** 0 passed, 1 a violation or a missed canary, 3 inconclusive: a floor was missed. */
export const EXIT_STATUS: Readonly<Record<Report['outcome'], number>> = {
  ...{ passed: 0, violated: 1, inconclusive: 3 },
};

/** What a report is made of. */
export interface Findings {
  readonly options: RunOptions;
  readonly classes: readonly string[];
  readonly startedAt: Date;
  readonly facts: Facts;
  readonly fired: readonly Fired[];
  readonly floors: readonly Floor[];
  readonly violations: readonly Violation[];
  readonly canaryFound: boolean;
  readonly livenessMs: number;
  readonly secondsToFirstViolation: number;
  readonly extra: Readonly<Record<string, number>>;
}

/** Puts the findings of a run together. */
export function reportOf(of: Findings): Report {
  const { options, facts, floors, violations, canaryFound } = of;
  const missed = floors.filter(({ reached, wanted }) => reached < wanted);
  const violated = violations.length > 0 || !canaryFound;
  const faults: Record<string, number> = {};
  for (const one of of.fired) faults[one.class] = (faults[one.class] ?? 0) + 1;
  return {
    ...{ seed: options.seed, commit: commit(), startedAt: of.startedAt.toISOString() },
    ...{ minutes: options.minutes, mode: options.mode, cores: cpus().length },
    ...{ classes: of.classes, settings: options.env, counts: { ...countsOf(facts), ...of.extra } },
    ...{ faults, floors, violations, canaryFound },
    stories: storiesOf(
      facts,
      violations.map(({ subject }) => subject),
    ),
    latenciesMs: latenciesOf(facts),
    unknownToEndSeconds: percentiles(unknownSpans(facts)),
    secondsToFirstViolation: of.secondsToFirstViolation,
    livenessSeconds: Math.round(of.livenessMs / 1000),
    outcome: violated ? 'violated' : missed.length > 0 ? 'inconclusive' : 'passed',
  };
}

/** Writes `report.json` and a page for people; answers where. */
export function writeReport(report: Report, dir: string): string {
  mkdirSync(dir, { recursive: true });
  const file = join(dir, 'report.json');
  writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(join(dir, 'report.md'), pageOf(report));
  return file;
}

/** The last line of a run. */
export function lastLine({ violations, floors, canaryFound }: Report): string {
  const missed = floors.filter(({ reached, wanted }) => reached < wanted);
  const told = missed.map(({ name, reached, wanted }) => `${name} ${reached}/${wanted}`).join(', ');
  const floorsText = missed.length === 0 ? 'floors met' : `floors missed: ${told}`;
  return `violations ${violations.length}, ${floorsText}, canary ${canaryFound ? 'found' : 'missed'}`;
}

function commit(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short=12', 'HEAD'], { encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}

function countsOf({ book, requests, ledger, messages, calls }: Facts): Record<string, number> {
  const counts: Record<string, number> = {
    ...{ payments: book.payments.length, refunds: book.refunds.length, calls: calls.length },
    ...{ bankCalls: requests.length, bankMovements: ledger.length, deliveries: messages.length },
  };
  for (const row of book.refunds) bump(counts, `refunds ${row.status}`);
  for (const row of calls) if (row.method === 'POST') bump(counts, `calls ${row.outcome}`);
  for (const row of book.payments) {
    bump(counts, `payments ${row.status}`);
    if (row.test_code !== null) bump(counts, `planned ${row.test_code}: ${row.status}`);
    if (row.net_canceled_at !== null) bump(counts, 'net cancels');
  }
  for (const row of book.refunds) if (row.cause !== 'REQUESTED') bump(counts, `owed: ${row.cause}`);
  counts['movements once unknown'] = unknownSpans({ book }).length;
  return counts;
}

function bump(counts: Record<string, number>, what: string): void {
  counts[what] = (counts[what] ?? 0) + 1;
}

function latenciesOf({ calls }: Facts): Report['latenciesMs'] {
  const groups: Record<string, number[]> = {};
  for (const { method, route, outcome, startedMs, endedMs } of calls) {
    if (outcome !== 'ok') continue;
    (groups[`${method} ${route}`] ??= []).push(Math.round(endedMs - startedMs));
  }
  return Object.fromEntries(
    Object.entries(groups).map(([name, values]) => [name, percentiles(values)]),
  );
}

/** From the first move to "unknown" of a payment or refund to its last move, in seconds. */
function unknownSpans({ book }: Pick<Facts, 'book'>): number[] {
  const first = new Map<string, number>();
  const last = new Map<string, number>();
  for (const row of book.history) {
    if (row.subject_kind !== 'payment' && row.subject_kind !== 'refund') continue;
    const at = new Date(row.at).getTime();
    if (row.detail === 'BANK_RESULT_UNKNOWN' && !first.has(row.subject_id)) {
      first.set(row.subject_id, at);
    }
    const isMove = row.from_state !== row.to_state;
    if (isMove && first.has(row.subject_id) && !last.has(row.subject_id)) {
      last.set(row.subject_id, at);
    }
  }
  return [...first].flatMap(([id, from]) => {
    const to = last.get(id);
    return to === undefined ? [] : [(to - from) / 1000];
  });
}

function percentiles(values: readonly number[]): Record<string, number> {
  const sorted = [...values].sort((one, other) => one - other);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { count: sorted.length, p50: at(0.5), p90: at(0.9), p99: at(0.99), max: at(1) };
}
