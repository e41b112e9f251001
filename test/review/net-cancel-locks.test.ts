import { won } from '../../src/domain/money';
import type { End } from '../../src/adapters/mysql/movement-types';
import { aRequest } from '../adapters/mysql/book-setup';
import { givenAccount, givenCustomer } from '../adapters/mysql/givens';
import { LEASE_MS } from '../support/movement-builder';
import { aStage, type Stage } from './worker-setup';

const PAYMENTS = 12;
const AMOUNT = won(15_000);

/** Money that was taken too late, for every payment of one account at the same moment. */
describe('net-cancelled payments of one account and day', () => {
  let stage: Stage;

  beforeAll(async () => {
    stage = await aStage();
  });

  afterAll(() => stage.close());

  const proven = (at: number): End => ({
    ...{ result: 'EXECUTED', by: 'BANK_ANSWER', failureCode: null, bank: null },
    ...{ effectiveAt: at, knownAt: at },
  });

  async function aCustomer() {
    const { store, book } = stage;
    const customer = await givenCustomer(store, book);
    const { memberId } = customer;
    const accountId = await givenAccount(book, store, { memberId, alias: '0082010999999001' });
    const pay = async () => {
      const { resource } = await book.payments.accept(
        customer.order({ accountId, amount: AMOUNT, decisionSeconds: 20 }),
      );
      return resource.paymentId;
    };
    const send = async (id: string) => {
      const file = await book.movements.load({ kind: 'PAYMENT', id });
      const now = store.clock.now();
      await book.movements.claimSend({ file, pair: 'FIRST', now, leaseMs: LEASE_MS });
    };
    const cancel = (paymentId: string) => {
      const request = aRequest({ callerId: memberId, route: 'POST cancel', body: paymentId });
      const caller = { role: 'member' as const, id: memberId };
      const order = { request, paymentId, caller, amount: null, reason: '단순 변심' };
      return book.payments.cancel({ ...order, testCode: null });
    };
    const reserved = async () => {
      const [row] = await store.units.read((db) =>
        db.rows<{ reserved: number }>(
          `SELECT d.reserved_won AS reserved FROM account_days d
           JOIN accounts a ON a.number_hash = d.number_hash WHERE a.account_id = :accountId`,
          { accountId },
        ),
      );
      return Number(row?.reserved);
    };
    return { pay, send, cancel, reserved };
  }

  it('are cancelled, compensated and ended while others are accepted: no error, no share lost', async () => {
    const { book } = stage;
    stage.at(0);
    const { pay, send, cancel, reserved } = await aCustomer();
    const paymentIds = await Promise.all(Array.from({ length: PAYMENTS }, pay));
    for (const paymentId of paymentIds) await send(paymentId);
    const at = stage.at(30);
    const settle = (paymentId: string) =>
      book.settlements.settlePayment({ paymentId, end: proven(at), at });
    const stories = paymentIds.map(async (paymentId) => {
      const [ended] = await Promise.all([settle(paymentId), cancel(paymentId), settle(paymentId)]);
      const refundId = ended?.compensation?.refundId ?? '';
      const refund = { refundId, end: proven(at), at };
      const ends = await Promise.all([
        ...[book.settlements.settleRefund(refund), settle(paymentId)],
        book.settlements.settleRefund(refund),
      ]);
      return { ended, ends };
    });
    const [told, accepted] = await Promise.all([
      Promise.all(stories),
      Promise.all(Array.from({ length: PAYMENTS }, pay)),
    ]);
    expect(told).toHaveLength(PAYMENTS);
    expect(await reserved()).toBe(accepted.length * AMOUNT);
    for (const paymentId of paymentIds) {
      expect(await settle(paymentId)).toEqual({ status: 'CANCELED', failureCode: 'NET_CANCELED' });
    }
  });
});
