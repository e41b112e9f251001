import { insertRow } from '../../../src/adapters/mysql/rows';
import type { Book, PaymentOrder } from '../../../src/adapters/mysql/types';
import { won } from '../../../src/domain/money';
import { aRequest, NOON, type TestStore } from './book-setup';
import { aPaymentRow } from './rows-builder';

/** A member who signed up. */
export async function givenMember(store: TestStore, book: Book): Promise<string> {
  const memberId = store.ids.id('member');
  const email = `${memberId.toLowerCase()}@example.com`;
  await book.people.signUp({
    ...{ memberId, email, name: '김하늘', createdAt: NOON, passwordHash: 'not a hash' },
  });
  return memberId;
}

/** A shop that takes payments. */
export async function givenPartner(
  store: TestStore,
  changes: { memberRefunds?: boolean; status?: string; channels?: string } = {},
): Promise<string> {
  const partnerId = store.ids.id('partner');
  await store.units.unit((tx) =>
    insertRow(tx, tx.models.partners, {
      partner_id: partnerId,
      name: '온전상점',
      passbook_name: '온전상점',
      member_refunds: changes.memberRefunds === false ? 0 : 1,
      scopes: 'payments:read refunds:write',
      channels: changes.channels ?? 'RABBITMQ',
      status: changes.status ?? 'ACTIVE',
      created_at: new Date(NOON),
    }),
  );
  return partnerId;
}

let accounts = 0;

/** An account number that no other account of this test file has. */
export function anAccountNumber(): string {
  accounts += 1;
  return `302${String(accounts).padStart(7, '0')}901`;
}

/** An account in the state the test needs; ACTIVE by default. */
export async function givenAccount(
  book: Book,
  store: TestStore,
  of: {
    memberId: string;
    status?: string;
    limitPerDay?: number;
    accountNumber?: string;
    alias?: string;
  },
): Promise<string> {
  const { resource } = await book.accounts.accept({
    ...anOpening(of.memberId, of.accountNumber ?? anAccountNumber()),
  });
  const { accountId } = resource;
  const place = { table: 'accounts', column: 'fin_acno_encrypted', rowId: accountId };
  const status = of.status ?? 'ACTIVE';
  await store.units.unit((tx) =>
    tx.change(
      `UPDATE accounts SET status = :status, status_detail = NULL, limit_per_day_won = :limit,
         open_slot = IF(:status IN ('PENDING', 'ACTIVE'), number_hash, NULL), next_action_at = NULL,
         fin_acno_encrypted = :alias WHERE account_id = :accountId`,
      {
        ...{ status, accountId, limit: of.limitPerDay ?? 5_000_000 },
        alias: of.alias === undefined ? null : store.crypto.encrypt(of.alias, place),
      },
    ),
  );
  return accountId;
}

/** A wish to open an account. */
export function anOpening(memberId: string, accountNumber: string) {
  return {
    request: aRequest({ callerId: memberId, route: 'POST /v1/accounts', body: accountNumber }),
    memberId,
    bankCode: '011' as const,
    accountNumber,
    birthDate: '19900101',
    nickname: null,
    testCode: null,
  };
}

/** A shop, a member and an active account, and how this member orders there. */
export interface Customer {
  readonly memberId: string;
  readonly partnerId: string;
  readonly accountId: string;
  order(changes?: Partial<PaymentOrder>): PaymentOrder;
}

export async function givenCustomer(
  store: TestStore,
  book: Book,
  of: { limitPerDay?: number } = {},
): Promise<Customer> {
  const memberId = await givenMember(store, book);
  const partnerId = await givenPartner(store);
  const accountId = await givenAccount(book, store, { memberId, ...of });
  return {
    ...{ memberId, partnerId, accountId },
    order: (changes = {}) => ({
      request: aRequest({ callerId: memberId }),
      ...{ memberId, accountId, partnerId },
      orderId: `ORDER-${store.ids.reference()}`,
      orderName: '온전 티셔츠 외 2건',
      amount: won(15_000),
      bankMemo: null,
      decisionSeconds: 900,
      metadata: {},
      testCode: null,
      traceparent: null,
      ...changes,
    }),
  };
}

/** A payment that stands in the book as the test needs it; DONE by default. */
export async function givenPayment(
  store: TestStore,
  customer: Pick<Customer, 'memberId' | 'partnerId' | 'accountId'>,
  changes: Parameters<typeof aPaymentRow>[1] = {},
): Promise<string> {
  const row = aPaymentRow(store.ids, {
    member_id: customer.memberId,
    partner_id: customer.partnerId,
    account_id: customer.accountId,
    status: 'DONE',
    next_action_at: null,
    ...changes,
  });
  await store.units.unit((tx) => insertRow(tx, tx.models.payments, row));
  return row.payment_id;
}

/** How many rows a table has that match. */
export async function countRows(store: TestStore, sql: string): Promise<number> {
  const [row] = await store.units.read((db) =>
    db.rows<{ n: number }>(`SELECT COUNT(*) AS n FROM ${sql}`),
  );
  return Number(row?.n);
}

/** Hundreds of requests on ten connections: a 503 means "again with the same key", which is what a client does. */
export async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      const { code } = error as { code?: string };
      const mayRepeat = code === 'SERVICE_UNAVAILABLE' || code === 'IDEMPOTENT_REQUEST_PROCESSING';
      if (!mayRepeat || tries === 20) throw error;
    }
  }
}
