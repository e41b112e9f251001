import { appendHistory } from '../../../src/adapters/mysql/history-writer';
import { createEventWriter, type EventWriter } from '../../../src/adapters/mysql/event-writer';
import { insertRow } from '../../../src/adapters/mysql/rows';
import { aPaymentRow, aRefundRow } from './rows-builder';
import { testStore, type TestStore } from './book-setup';

describe('event writer', () => {
  let store: TestStore;
  let writer: EventWriter;

  beforeAll(async () => {
    store = await testStore();
    const { ids, crypto } = store;
    writer = createEventWriter({ ids, crypto, publicUrl: 'https://pay.example.kr' });
  });

  afterAll(() => store.close());

  async function givenPayment() {
    const row = aPaymentRow(store.ids, { status: 'DONE' });
    await store.units.unit((tx) => insertRow(tx, tx.models.payments, row));
    return row.payment_id;
  }

  const done = (paymentId: string) => ({
    type: 'payment.done' as const,
    paymentId,
    refundId: null,
    at: store.clock.now(),
  });

  async function eventsOf(paymentId: string) {
    return store.units.read((db) =>
      db.rows<{ sequence: number; body: string }>(
        'SELECT sequence, body FROM events WHERE subject_key = :paymentId ORDER BY entry',
        { paymentId },
      ),
    );
  }

  it('numbers the events of one payment 1, 2, 3 without gaps when many write at once', async () => {
    const paymentId = await givenPayment();
    await Promise.all(
      Array.from({ length: 8 }, () =>
        store.units.unit((tx) => writer.appendPaymentEvent(tx, done(paymentId))),
      ),
    );
    const events = await eventsOf(paymentId);
    expect(events.map(({ sequence }) => sequence)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('takes the number back when the unit rolls back', async () => {
    const paymentId = await givenPayment();
    const failed = store.units.unit(async (tx) => {
      await writer.appendPaymentEvent(tx, done(paymentId));
      throw new Error('after the event');
    });
    await expect(failed).rejects.toThrow('after the event');
    await store.units.unit((tx) => writer.appendPaymentEvent(tx, done(paymentId)));
    expect((await eventsOf(paymentId)).map(({ sequence }) => sequence)).toEqual([1]);
  });

  it('tells the payment as it is after the move, with the sequence as its version', async () => {
    const paymentId = await givenPayment();
    const refund = aRefundRow(store.ids, { payment_id: paymentId, status: 'DONE' });
    await store.units.unit(async (tx) => {
      await insertRow(tx, tx.models.refunds, refund);
      const event = { ...done(paymentId), type: 'refund.done' as const };
      await writer.appendPaymentEvent(tx, { ...event, refundId: refund.refund_id });
    });
    const [event] = await eventsOf(paymentId);
    expect(JSON.parse(event?.body ?? '')).toMatchObject({
      type: 'refund.done',
      subject: refund.refund_id,
      paymentid: paymentId,
      sequence: '1',
      data: {
        payment: { version: 1, cancels: [{ transactionKey: refund.refund_id }] },
        refund: { refundId: refund.refund_id },
      },
    });
  });

  it('keeps the bytes of a body as they were written', async () => {
    const paymentId = await givenPayment();
    await store.units.unit((tx) => writer.appendPaymentEvent(tx, done(paymentId)));
    const [event] = await eventsOf(paymentId);
    const body = event?.body ?? '';
    expect(body).toBe(JSON.stringify(JSON.parse(body)));
    expect(body).toContain('온전 티셔츠');
  });

  it('refuses a history row for a move that the table of states forbids', async () => {
    const move = {
      ...{ of: 'payment' as const, id: store.ids.id('payment'), paymentId: null, detail: null },
      ...{ reason: null, actor: 'test', at: store.clock.now() },
    };
    const bad = store.units.unit((tx) => appendHistory(tx, { ...move, from: 'DONE', to: 'READY' }));
    await expect(bad).rejects.toThrow('illegal move');
  });
});
