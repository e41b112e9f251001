import type {
  ReconciliationBook,
  StatementPlace,
} from '../src/adapters/mysql/reconciliation-types';
import type { KoreanDay } from '../src/domain/korean-time';
import type { BankRow } from '../src/domain/reconcile';
import { readStatementPages, type PageRow, type StatementDeps } from './statement-pages';

/** A row of one account, and the call that showed it. */
export type ReadRow = PageRow & BankRow;

/** Every row of every page; else whether the bank said anything at all. */
export type Statement =
  | { readonly kind: 'WHOLE'; readonly rows: readonly ReadRow[] }
  | { readonly kind: 'REFUSED' | 'SILENT' };

interface ReadingDeps extends StatementDeps {
  readonly reconciliations: Pick<ReconciliationBook, 'noteReading'>;
  readonly stopping: AbortSignal;
}

/** Reads the statement of an account to its last page. What came of it is kept as evidence. */
export async function readStatement(
  deps: ReadingDeps,
  { place, from, day }: { place: StatementPlace; from: KoreanDay; day: KoreanDay },
): Promise<Statement> {
  const { clock, stopping } = deps;
  const askedAt = clock.now();
  const goOn = (): boolean => {
    if (stopping.aborted) throw new Error('WORKER_STOPS');
    return true;
  };
  const read = await readStatementPages(deps, { place, from, day, goOn });
  const { isWhole, answer, firstPair: pair } = read;
  const told = `statement of ${from} to ${read.to}: ${read.rows.length} rows`;
  await deps.reconciliations.noteReading({
    ...{ accountId: place.accountId, pair, askedAt, endedAt: clock.now() },
    answered: isWhole,
    code: answer.code,
    message: isWhole ? told : (answer.message ?? 'not read to its last page'),
    httpStatus: answer.httpStatus,
  });
  const rows = read.rows.map((row) => ({ ...row, account: place.account }));
  if (isWhole) return { kind: 'WHOLE', rows };
  return { kind: answer.code === null ? 'SILENT' : 'REFUSED' };
}
