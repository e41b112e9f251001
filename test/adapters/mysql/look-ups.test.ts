import type { PaymentFilter } from '../../../src/adapters/mysql/api-books';
import type { Book, Viewer } from '../../../src/adapters/mysql/types';
import { insertRow } from '../../../src/adapters/mysql/rows';
import { NOON, testBook, testStore, type TestStore } from './book-setup';
import { givenCustomer, givenPayment, type Customer } from './givens';
import { aRefundRow } from './rows-builder';

const ALL: PaymentFilter = { from: null, to: null, statuses: null, orderId: null };

describe('look-ups of payments', () => {
  let store: TestStore;
  let book: Book;
  let customer: Customer;
  let stranger: Customer;

  beforeAll(async () => {
    store = await testStore();
    book = testBook(store);
  });

  beforeEach(async () => {
    customer = await givenCustomer(store, book);
    stranger = await givenCustomer(store, book);
  });

  afterAll(async () => {
    await book.close();
    await store.close();
  });

  const as = (role: Viewer['role'], id: string): Viewer => ({ role, id });
  const member = () => as('member', customer.memberId);
  const staff = as('operator', 'stf_1');

  async function givenMany(count: number, stepMs = 0): Promise<readonly string[]> {
    const made: string[] = [];
    for (let at = 0; at < count; at += 1) {
      const requested_at = new Date(NOON + at * stepMs);
      made.push(await givenPayment(store, customer, { requested_at }));
    }
    return made;
  }

  async function pages(viewer: Viewer, limit: number, between?: () => Promise<unknown>) {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const page = await book.payments.list({ viewer, filter: ALL, after, limit });
      seen.push(...page.items.map(({ payment }) => payment.paymentId));
      after = page.next;
      await between?.();
    } while (after !== null);
    return seen;
  }

  it('show a payment to its member, its partner and staff; to all others it is not there', async () => {
    const paymentId = await givenPayment(store, customer);
    const owners = [member(), as('partner', customer.partnerId), as('cs', 'stf_1'), staff];
    for (const viewer of owners) {
      expect(await book.payments.byId({ paymentId, viewer })).toMatchObject({
        payment: { paymentId },
        refunds: [],
      });
    }
    const others = [
      as('member', stranger.memberId),
      as('partner', stranger.partnerId),
      as('partner', customer.memberId),
      as('member', customer.partnerId),
    ];
    for (const viewer of others) {
      expect(await book.payments.byId({ paymentId, viewer })).toBeNull();
      expect(
        (await book.payments.list({ viewer, filter: ALL, after: null, limit: 9 })).items,
      ).toEqual([]);
    }
  });

  it('show all refunds of a payment, oldest first', async () => {
    const paymentId = await givenPayment(store, customer);
    const rows = [3, 1, 2].map((minute) =>
      aRefundRow(store.ids, {
        payment_id: paymentId,
        requested_at: new Date(NOON + minute * 60_000),
      }),
    );
    await store.units.unit(async (tx) => {
      for (const row of rows) await insertRow(tx, tx.models.refunds, row);
    });
    const file = await book.payments.byId({ paymentId, viewer: member() });
    const times = file?.refunds.map(({ requestedAt }) => (requestedAt - NOON) / 60_000);
    expect(times).toEqual([1, 2, 3]);
  });

  it('find the payment that holds an order, else the newest, and never another’s', async () => {
    const order = { order_id: 'ORDER-1', order_slot: null, status: 'ABORTED' };
    const first = await givenPayment(store, customer, order);
    const second = await givenPayment(store, customer, {
      ...order,
      requested_at: new Date(NOON + 1),
    });
    const query = { orderId: 'ORDER-1', partnerId: customer.partnerId };
    const found = () => book.payments.byOrder({ ...query, viewer: member() });
    expect((await found())?.payment.paymentId).toBe(second);
    await store.units.unit((tx) =>
      tx.change(`UPDATE payments SET order_slot = order_id WHERE payment_id = :first`, { first }),
    );
    expect((await found())?.payment.paymentId).toBe(first);
    for (const viewer of [as('member', stranger.memberId), as('partner', stranger.partnerId)]) {
      expect(await book.payments.byOrder({ ...query, viewer })).toBeNull();
    }
  });

  it('list newest first, each once, also within one millisecond', async () => {
    const made = await givenMany(12);
    const seen = await pages(member(), 5);
    expect(seen).toEqual([...made].sort().reverse());
    const spread = await givenMany(7, 1_000);
    expect((await pages(as('partner', customer.partnerId), 100)).slice(0, 6)).toEqual(
      spread.slice(1).reverse(),
    );
  });

  it('neither skip nor repeat while new payments come in', async () => {
    const made = await givenMany(10, 1_000);
    let newer = 20_000;
    const seen = await pages(member(), 3, () =>
      givenPayment(store, customer, { requested_at: new Date(NOON + (newer += 1_000)) }),
    );
    expect(seen).toEqual([...made].reverse());
  });

  it('count refunds neither as payments nor against the page', async () => {
    const [paymentId = ''] = await givenMany(1);
    await givenMany(2, 1_000);
    await store.units.unit(async (tx) => {
      for (let at = 0; at < 5; at += 1) {
        await insertRow(tx, tx.models.refunds, aRefundRow(store.ids, { payment_id: paymentId }));
      }
    });
    const page = await book.payments.list({ viewer: member(), filter: ALL, after: null, limit: 3 });
    expect(page.items).toHaveLength(3);
    expect(page.next).toBeNull();
  });

  it('narrow by time, status and order, and never widen beyond the viewer', async () => {
    const done = await givenPayment(store, customer);
    const aborted = await givenPayment(store, customer, {
      ...{ status: 'ABORTED', order_id: 'ORDER-OF-MINE', order_slot: null },
      requested_at: new Date(NOON + 5_000),
    });
    const list = async (filter: Partial<PaymentFilter>, viewer = member()) => {
      const query = { viewer, filter: { ...ALL, ...filter }, after: null, limit: 10 };
      const { items } = await book.payments.list(query);
      return items.map(({ payment }) => payment.paymentId);
    };
    expect(await list({ statuses: ['ABORTED'] })).toEqual([aborted]);
    expect(await list({ from: NOON + 1 })).toEqual([aborted]);
    expect(await list({ from: NOON, to: NOON + 5_000 })).toEqual([done]);
    expect(await list({ orderId: 'ORDER-OF-MINE' })).toEqual([aborted]);
    const other = as('member', stranger.memberId);
    expect(await list({ orderId: 'ORDER-OF-MINE' }, other)).toEqual([]);
  });

  it.each(['', 'x', '1', '1.', `1.' OR 1=1`, '99999999999999999.pay_1', '1.pay_1 '])(
    'refuse the position %p',
    async (after) => {
      const list = book.payments.list({ viewer: member(), filter: ALL, after, limit: 3 });
      await expect(list).rejects.toMatchObject({ code: 'INVALID_CURSOR' });
    },
  );

  it('take SQL in any text as text', async () => {
    const texts = [
      `' OR '1'='1`,
      `'; DROP TABLE payments; -- `,
      `\\' OR 1=1 -- `,
      ':paymentId',
      '%',
    ];
    for (const text of texts) {
      expect(await book.payments.byId({ paymentId: text, viewer: member() })).toBeNull();
      expect(
        await book.payments.byOrder({ orderId: text, partnerId: text, viewer: staff }),
      ).toBeNull();
      expect(await book.people.credentialsByEmail(text)).toBeNull();
      expect(await book.people.partnerSecretHashes(text, NOON)).toEqual([]);
      const filter = { ...ALL, orderId: text };
      const page = await book.payments.list({ viewer: member(), filter, after: null, limit: 3 });
      expect(page.items).toEqual([]);
    }
  });
});
