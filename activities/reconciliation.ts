import type { MovementBook, OpenMovement } from '../src/adapters/mysql/movement-types';
import type { FindingRow } from '../src/adapters/mysql/ops-types';
import type {
  ReconciliationBook,
  ReconciledTransfer,
} from '../src/adapters/mysql/reconciliation-types';
import type { NhBank } from '../src/adapters/nh-bank/types';
import type { Slack } from '../src/adapters/slack/types';
import type { Clock } from '../src/domain/clock';
import {
  koreanDay,
  parseKoreanDay,
  startOfKoreanDay,
  type Instant,
  type KoreanDay,
} from '../src/domain/korean-time';
import type { MovementSettings } from '../src/domain/movement';
import { readFrom, reconcile, referenceOf, type Proof } from '../src/domain/reconcile';
import type { Logger } from '../src/log';
import type { AlertPlaces } from './alert-messages';
import { beating } from './beating';
import { summaryOf } from './reconciliation-summary';
import { readStatement, type ReadRow, type Statement } from './reconciliation-statement';

const DAY_MS = 24 * 3600 * 1000;

/** What reconciliations need. */
export interface ReconciliationDeps {
  readonly reconciliations: ReconciliationBook;
  readonly movements: Pick<MovementBook, 'recordStatementProof'>;
  readonly bank: Pick<NhBank, 'readStatementPage'>;
  readonly sequences: { nextSequence(): Promise<number> };
  readonly clock: Clock;
  readonly settings: Pick<MovementSettings, 'bookingLagMs'>;
  readonly slack: Slack;
  readonly places: AlertPlaces;
  /** Makes the run of an open row look at the book; handed in, since activities know no client. */
  readonly engine: { lookAgain(row: OpenMovement): Promise<void> };
  /** Aborted when the worker begins to shut down. */
  readonly stopping: AbortSignal;
  readonly log: Logger;
}

/** A reconciliation by id, with its Korean day (`YYYYMMDD`). */
export interface ReconciliationRef {
  readonly reconciliationId: string;
  readonly day: string;
}

/** Some accounts whose statement has to be read, and where the next ones begin. */
export interface AccountPage {
  readonly accountIds: readonly string[];
  readonly next: string | null;
}

/** What reading some statements led to. */
export interface StatementsRead {
  /** Accounts whose statement did not come whole. */
  readonly unanswered: number;
  /** The bank said nothing to any of them: the others can wait as well. */
  readonly silent: boolean;
}

/** Activities that compare the bank's statements with the book. */
export function createReconciliation(deps: ReconciliationDeps) {
  const { reconciliations, clock } = deps;
  return {
    /** Begins the reconciliations of yesterday, and of days of the last week that have none. */
    async beginDueReconciliations(): Promise<readonly ReconciliationRef[]> {
      const now = clock.now();
      const yesterday = koreanDay(startOfKoreanDay(koreanDay(now)) - DAY_MS);
      const begun: ReconciliationRef[] = [];
      for (const day of await reconciliations.daysDue(yesterday)) {
        const one = await reconciliations.start({ day, requestedBy: 'schedule', at: now });
        begun.push({ reconciliationId: one.reconciliationId, day });
      }
      return begun;
    },

    /** Accounts of the day whose statement was not read yet. */
    async accountsToReconcile(
      query: ReconciliationRef & { after: string | null; limit: number },
    ): Promise<AccountPage> {
      const { reconciliationId, after, limit } = query;
      const page = { day: parseKoreanDay(query.day), after, limit };
      const touched = await reconciliations.accounts(page);
      const accountIds = await reconciliations.unread({ reconciliationId, accountIds: touched });
      const next = touched.length < limit ? null : (touched.at(-1) ?? null);
      return { accountIds, next };
    },

    /** Reads these accounts' statements and stores what is wrong; those without an answer are counted. */
    readStatements: (batch: ReconciliationRef & { accountIds: readonly string[] }) =>
      beating(() => readStatements(deps, batch)),

    /** Opens cases and ends it: FAILED if accounts could not be read, else DONE. */
    async endReconciliation(end: {
      reconciliationId: string;
      unanswered: number;
    }): Promise<{ readonly state: string }> {
      const { reconciliationId, unanswered } = end;
      const at = clock.now();
      const reason = `the bank did not show the statements of ${unanswered} accounts or more`;
      const { state } =
        unanswered > 0
          ? await reconciliations.fail({ reconciliationId, reason, at })
          : await reconciliations.finish({ reconciliationId, at });
      return { state };
    },

    /** One message to Slack with the figures and what is to be done; thrown back to Temporal until Slack has it. */
    async tellReconciliation({ reconciliationId }: { reconciliationId: string }): Promise<void> {
      if (await reconciliations.isTold(reconciliationId)) return;
      const report = await reconciliations.byId(reconciliationId);
      if (!report) throw new Error(`no reconciliation ${reconciliationId} in the book`);
      const answer = await deps.slack.post(summaryOf(report, deps.places));
      if (answer.kind !== 'SENT' && answer.kind !== 'OFF') throw new Error('SLACK_AWAY');
      await reconciliations.noteTold({ reconciliationId, at: clock.now() });
    },
  };
}

/** One after the other: payments share the bank with us and come first. */
async function readStatements(
  deps: ReconciliationDeps,
  { reconciliationId, day, accountIds }: ReconciliationRef & { accountIds: readonly string[] },
): Promise<StatementsRead> {
  const came: Statement['kind'][] = [];
  for (const accountId of await deps.reconciliations.unread({ reconciliationId, accountIds })) {
    if (deps.stopping.aborted) throw new Error('WORKER_STOPS');
    came.push(await reconcileAccount(deps, { reconciliationId, day, accountId }));
  }
  const unanswered = came.filter((kind) => kind !== 'WHOLE').length;
  return { unanswered, silent: came.length > 0 && came.every((kind) => kind === 'SILENT') };
}

/** Reads one account's statement to its last page and compares it; answers what the bank did. */
async function reconcileAccount(
  deps: ReconciliationDeps,
  of: ReconciliationRef & { accountId: string },
): Promise<Statement['kind']> {
  const { reconciliations, clock, settings } = deps;
  const { reconciliationId, accountId } = of;
  const day = parseKoreanDay(of.day);
  const readAt = clock.now();
  const place = await reconciliations.place(accountId);
  let statement = await readStatement(deps, { place, day, from: day });
  if (statement.kind !== 'WHOLE') return statement.kind;
  const transfers = await transfersOf(deps, { account: place.account, day, rows: statement.rows });
  const from = readFrom(day, transfers);
  if (from < day) {
    statement = await readStatement(deps, { place, day, from });
    if (statement.kind !== 'WHOLE') return statement.kind;
  }
  const { rows } = statement;
  const { bookingLagMs } = settings;
  const at = { day, readAt, bookingLagMs, accounts: [place.account] };
  const { matched, findings, proofs } = reconcile({ ...at, transfers, rows });
  for (const proof of proofs) await prove(deps, proof);
  await reconciliations.store({
    ...{ reconciliationId, accountId, matched },
    bankRows: rows.length,
    findings: findings.map(({ key, kind, transfer, row, owed }) => ({
      ...{ key, kind, owed },
      transfer: transfer?.shown ?? null,
      row: row && shownRow(row),
    })),
  });
  return 'WHOLE';
}

function transfersOf(
  { reconciliations }: ReconciliationDeps,
  of: { account: string; day: KoreanDay; rows: readonly ReadRow[] },
): Promise<readonly ReconciledTransfer[]> {
  const { account, day, rows } = of;
  const references = rows.map(({ text }) => referenceOf(text)).filter((one) => one !== null);
  return reconciliations.transfers({ account, day, references });
}

/** A row for something we were in doubt about: the book gets the proof, and whoever waits for it looks there. */
async function prove(
  { movements, engine, log }: ReconciliationDeps,
  { transfer, row }: Proof<ReconciledTransfer, ReadRow>,
): Promise<void> {
  const { transferId } = transfer;
  const proof = { transferId, row: shownRow(row), bookedAt: bookedAt(row), callPair: row.callPair };
  const waiting = await movements.recordStatementProof(proof);
  if (!waiting) return;
  try {
    await engine.lookAgain(waiting);
  } catch (error) {
    log.warn({ err: error, transferId }, 'a proven transfer is looked at by the sweep');
  }
}

function shownRow({ day, time, direction, amount, text, bankNumber }: ReadRow): FindingRow {
  return { day, time, direction, amount, text, bankNumber };
}

/** The bank's wall clock; null where it tells no time. */
function bookedAt({ day, time }: ReadRow): Instant | null {
  const match = /^([01]\d|2[0-3])([0-5]\d)([0-5]\d)$/.exec(time);
  if (!match) return null;
  const [hours = 0, minutes = 0, seconds = 0] = match.slice(1).map(Number);
  return startOfKoreanDay(day) + ((hours * 60 + minutes) * 60 + seconds) * 1000;
}
