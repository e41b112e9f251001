import { DEMO } from '../../../src/adapters/mysql/seed';
import { staffMemberAnswer, staffPaymentPage } from '../../../src/http/schemas/staff';
import type { Heard } from '../../support/http';
import { anOpening, startResourceApi, type ResourceApi } from '../../support/resource-api';

const PAYER = DEMO.members[0].memberId;
const NOBODY = 'mbr_01JD8QK3V5M7N9P1R3T5W7Y9Z1';
let it_: ResourceApi;
// eslint-disable-next-line typescript/no-explicit-any -- a payment as the API answers it
const paid: any[] = [];

beforeAll(async () => {
  it_ = await startResourceApi();
  for (const amount of [1_000, 2_000, 3_000]) {
    paid.push(await it_.pay(it_.tokens.haneul, { amount }));
  }
  paid.push(await it_.pay(it_.tokens.bada, { orderName: '=HYPERLINK("http://x","y")' }));
});
afterAll(() => it_.api.close());

const search = (query: string, headers?: Record<string, string>): Promise<Heard> =>
  it_.get(`/v1/cs/payments?${query}`, it_.tokens.cs, headers);
const today = () => `from=${new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10)}`;

async function found(query: string): Promise<readonly string[]> {
  const { status, body } = await search(query);
  expect(status).toBe(200);
  // eslint-disable-next-line typescript/no-explicit-any -- of a checked page
  return staffPaymentPage.parse(body).data.map((one: any) => one.paymentId);
}

describe('GET /v1/cs/payments', () => {
  test('finds over all members, newest first, and says whose each payment is', async () => {
    const { body } = await search(today());
    const page = staffPaymentPage.parse(body);
    expect(page.data.map((one) => one.paymentId)).toEqual(
      [...paid].reverse().map((one) => one.paymentId),
    );
    expect(new Set(page.data.map((one) => one.memberId))).toEqual(
      new Set([PAYER, DEMO.members[1].memberId]),
    );
    const [newest] = page.data;
    expect(newest?.links.timeline).toBe(`/v1/cs/payments/${newest?.paymentId}/timeline`);
  });

  test('takes an id without a period', async () => {
    const [first] = paid;
    expect(await found(`paymentId=${first.paymentId}`)).toEqual([first.paymentId]);
    expect(await found(`orderId=${first.orderId}`)).toEqual([first.paymentId]);
    expect(await found(`email=${DEMO.members[0].email.toUpperCase()}`)).toHaveLength(3);
    const printed = first.passbookText.slice(0, 11).toLowerCase();
    expect(await found(`passbookReference=${printed}`)).toEqual([first.paymentId]);
  });

  test('takes amounts and the last digits of the account within a period', async () => {
    expect(await found(`${today()}&amountMin=2000&amountMax=2000`)).toEqual([paid[1].paymentId]);
    const json = { ...anOpening(), accountNumber: '3020000977531' };
    const opened = await it_.post('/v1/accounts', it_.tokens.haneul, { json });
    const one = await it_.pay(it_.tokens.haneul, { accountId: opened.body.accountId });
    expect(await found(`${today()}&accountTail=7531`)).toEqual([one.paymentId]);
    expect(await found(`${today()}&accountTail=0000`)).toEqual([]);
  });

  test.each([
    ['', 400, 'INVALID_REQUEST'],
    ['to=2026-11-22', 400, 'INVALID_REQUEST'],
    ['status=DONE', 400, 'INVALID_REQUEST'],
    ['accountTail=7531', 400, 'INVALID_REQUEST'],
    ['from=2020-01-01', 400, 'PERIOD_TOO_LONG'],
    ['from=2026-01-01&to=2026-11-22', 400, 'PERIOD_TOO_LONG'],
    [`from=2026-01-01&to=2026-11-22&memberId=${PAYER}`, 400, 'PERIOD_TOO_LONG'],
    [`memberId=${PAYER}&accountTail=75310`, 400, 'INVALID_REQUEST'],
    [`memberId=${PAYER}&amountMin=-1`, 400, 'INVALID_REQUEST'],
    [`memberId=${PAYER}&amountMin=1e3`, 400, 'INVALID_REQUEST'],
    [`memberId=${PAYER}&passbookReference=7K2M9QX4T1`, 400, 'INVALID_REQUEST'],
    [`memberId=${PAYER}&failureCode=NO_SUCH`, 400, 'INVALID_REQUEST'],
    [`memberId=${PAYER}&sort=amount`, 400, 'INVALID_REQUEST'],
    [`memberId=${PAYER}&limit=101`, 400, 'INVALID_REQUEST'],
  ])('refuses ?%s', async (query, status, code) => {
    const heard = await search(query);
    expect([heard.status, heard.body.code]).toEqual([status, code]);
  });

  test('pages by a cursor that fits these filters only', async () => {
    const query = `memberId=${PAYER}&amountMax=3000&limit=2`;
    const first = (await search(query)).body;
    expect(first.hasMore).toBe(true);
    const cursor = encodeURIComponent(first.nextCursor);
    const next = (await search(`${query}&cursor=${cursor}`)).body;
    const seen = [...first.data, ...next.data].map((one) => one.paymentId);
    expect(seen).toEqual(
      paid
        .slice(0, 3)
        .reverse()
        .map((one) => one.paymentId),
    );
    const changed = `${first.nextCursor.slice(0, -2)}AA`;
    for (const other of [
      `memberId=${DEMO.members[1].memberId}&amountMax=3000&limit=2&cursor=${cursor}`,
      `memberId=${PAYER}&amountMax=4000&limit=2&cursor=${cursor}`,
      `${query}&cursor=${changed}`,
    ]) {
      expect((await search(other)).body.code).toBe('INVALID_CURSOR');
    }
  });

  test('403 to members and partners, whatever they look for', async () => {
    for (const token of [it_.tokens.haneul, it_.tokens.partner]) {
      for (const path of [`payments?memberId=${PAYER}`, `members/${PAYER}`, `members/${NOBODY}`]) {
        expect((await it_.get(`/v1/cs/${path}`, token)).status).toBe(403);
      }
    }
  });
});

describe('the same as a table', () => {
  const csv = { accept: 'text/csv' };

  test('opens in a spreadsheet and runs no formula there', async () => {
    const heard = await search(`memberId=${DEMO.members[1].memberId}`, csv);
    expect(heard.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(heard.headers.get('content-disposition')).toContain('payments.csv');
    expect(heard.headers.get('vary')).toContain('Accept');
    const [heading, row, end] = heard.text.split('\r\n');
    expect(heading).toMatch(/paymentId,orderId,orderName,/);
    expect(row).toContain(`"'=HYPERLINK(""http://x"",""y"")"`);
    expect(end).toBe('');
  });

  test('holds the same filters, and JSON stays what is answered to anybody else', async () => {
    const { text } = await search(`memberId=${PAYER}&amountMax=1000`, csv);
    expect(text.trim().split('\r\n')).toHaveLength(2);
    const heard = await search(`memberId=${PAYER}`, { accept: '*/*' });
    expect(heard.headers.get('content-type')).toContain('application/json');
    const refused = await search('', csv);
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect((await search(`memberId=${PAYER}`, { accept: 'image/png' })).status).toBe(406);
  });
});

describe('GET /v1/cs/members/{memberId}', () => {
  test('shows enough to recognise a member, and nothing to become one', async () => {
    const { status, body, text } = await it_.get(`/v1/cs/members/${PAYER}`, it_.tokens.cs);
    expect(status).toBe(200);
    const member = staffMemberAnswer.parse(body);
    const { email, name } = DEMO.members[0];
    expect(text).not.toContain(email);
    expect(text).not.toContain(name);
    expect(text).not.toMatch(/302\d{7,}/);
    expect(member.email).toMatch(/^.{1,2}\*\*\*@/);
    expect(member.accounts[0]?.accountNumber).toMatch(/^\d{3}\*+\d{3}$/);
    expect(member.payments.map((one) => one.memberId)).not.toContain(DEMO.members[1].memberId);
    expect(member.payments.length).toBeGreaterThan(0);
  });

  test('404 for one that is not there', async () => {
    const heard = await it_.get(`/v1/cs/members/${NOBODY}`, it_.tokens.cs);
    expect([heard.status, heard.body.code]).toEqual([404, 'NOT_FOUND']);
  });
});
