import type { Bug } from './bug';

const REFUND = 'src/adapters/mysql/acceptance-refund.ts';
const DAYS = 'src/adapters/mysql/day-limits.ts';
const LOCK_DAY = 'const row = await lockRow(tx, accountDays, where);';

/** Careless hands at keys, locks and transactions. */
export const BOOK_BUGS: readonly Bug[] = [
  {
    ...{ id: 1, title: 'no unique key', isCaughtInCi: true },
    changes: [
      {
        file: 'src/adapters/mysql/migrations/0002-payments.ts',
        find: '    PRIMARY KEY (caller_id, route, idem_key)\n',
        replace: '    KEY idem (caller_id, route, idem_key)\n',
      },
    ],
  },
  {
    ...{ id: 6, title: 'refund without row lock', isCaughtInCi: true },
    changes: [
      {
        file: REFUND,
        find: 'const payment = await lockRow(tx, tx.models.payments, { payment_id: paymentId, ...owner });',
        replace:
          'const payment = await findRow(tx, tx.models.payments, { payment_id: paymentId, ...owner });',
      },
      {
        // The version would save it: a hand that does not lock does not compare versions either.
        file: REFUND,
        find: `  await changeVersion(tx, tx.models.payments, {
    where: { payment_id: payment.payment_id },
    version: payment.version,
    set: { refundable_won: left },
  });
  const { role, id: actor } = order.caller;`,
        replace: `  await tx.change(
    'UPDATE payments SET refundable_won = :left, version = version + 1 WHERE payment_id = :id',
    { left, id: payment.payment_id },
  );
  const { role, id: actor } = order.caller;`,
      },
    ],
  },
  {
    ...{ id: 7, title: 'read, then write without FOR UPDATE', isCaughtInCi: true },
    changes: [
      {
        file: DAYS,
        find: LOCK_DAY,
        replace: 'const row = await findRow(tx, accountDays, where);',
      },
    ],
  },
  {
    ...{ id: 8, title: '1205 swallowed, then commit', isCaughtInCi: true },
    changes: [
      {
        file: DAYS,
        find: LOCK_DAY,
        replace: `const row = await lockRow(tx, accountDays, where).catch(() => findRow(tx, accountDays, where));`,
      },
      {
        file: DAYS,
        find: `async function storeReserved(tx: Tx, { numberHash, day }: LimitDay, reserved: Won): Promise<void> {
  await updateRows(tx, tx.models.accountDays, {
    where: { number_hash: numberHash, day },
    set: { reserved_won: reserved },
  });`,
        replace: `async function storeReserved(tx: Tx, { numberHash, day }: LimitDay, reserved: Won): Promise<void> {
  await updateRows(tx, tx.models.accountDays, {
    where: { number_hash: numberHash, day },
    set: { reserved_won: reserved },
  }).catch(() => undefined);`,
      },
    ],
  },
  {
    ...{ id: 21, title: 'limit summed over payments', isCaughtInCi: true },
    changes: [
      {
        file: DAYS,
        find: 'const reserved = addWon(await lockDay(tx, share), share.amount);',
        replace: `const [summed] = await tx.rows<{ held: string | number }>(
    \`SELECT COALESCE(SUM(amount_won), 0) AS held FROM payments WHERE number_hash = :numberHash
     AND limit_day = :day AND status NOT IN ('ABORTED', 'EXPIRED')\`,
    { numberHash: share.numberHash, day: share.day },
  );
  const reserved = addWon(parseWon(Number(summed?.held ?? 0)), share.amount);`,
      },
    ],
  },
];
