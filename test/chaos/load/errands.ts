import { setTimeout as pause } from 'node:timers/promises';
import type { Answer } from '../../support/client';
import type { Random } from '../random';
import { randomKey } from './caller';
import type { People, Shopper } from './people';
import type { Errand } from './plan';
import { SHOPS } from './shops';

/** What errands need, and what they note for the report. */
export interface ErrandDeps {
  readonly people: People;
  readonly random: Random;
  readonly stopped: AbortSignal;
  /** Called before a payment that is to be net-cancelled: the bank is silent about it, and its compensation fails once. */
  readonly plantNetCancel: (accountNumber: string) => Promise<void>;
  /** Called before a payment that is to be executed after the settling window. */
  readonly plantTooLate: (accountNumber: string) => Promise<void>;
  /** Gets the ids of such payments. */
  readonly tooLate: Set<string>;
}

/** Ends of a payment after which nobody looks again. */
const ENDED: ReadonlySet<unknown> = new Set([
  ...['DONE', 'PARTIAL_CANCELED', 'CANCELED', 'ABORTED', 'EXPIRED'],
]);
const REFUNDABLE: ReadonlySet<unknown> = new Set(['DONE', 'PARTIAL_CANCELED']);
const LOOKS_MS = [500, 1_000, 2_000, 3_000, 5_000] as const;
/** As many callers as tap on one key. */
const TAPS = 3;
/** Two of them fit into a day. */
const RUSH = { payments: 5, amount: 1_900_000 } as const;
/** Long enough for a first send while processes die, shorter than the silence that is planted. */
const SHORT_DEADLINE_SECONDS = 40;

interface Order {
  readonly shopper: Shopper;
  readonly partnerId: string;
  readonly body: Record<string, unknown> & { amount: number };
  readonly key: string;
  readonly prefer?: string;
}

/** Runs one errand to the end of what its customer does. */
export async function runErrand(errand: Errand, deps: ErrandDeps): Promise<void> {
  const random = deps.random.fork(`errand ${errand.number}`);
  const { people } = deps;
  if (errand.kind === 'rush') return rush(errand, { deps, random });
  if (errand.kind === 'too-late') return payTooLate(errand, { deps, random });
  const isNetCancel = errand.kind === 'net-cancel';
  const shopper = random.pick(isNetCancel ? people.unlucky : people.shoppers);
  const order = orderOf({ errand, shopper, random });
  if (isNetCancel) return netCancel(order, deps);
  if (errand.kind === 'left-to-people') return leaveToPeople(order, deps);
  const answer = await place(errand, { order, random });
  const paymentId = answer?.body['paymentId'];
  if (typeof paymentId !== 'string') return;
  if (errand.kind === 'cancel') await cancel(order, { paymentId, random });
  const path = `/v1/payments/${paymentId}`;
  const end = await follow(path, { shopper, stopped: deps.stopped });
  if (errand.looksAtBalance) await lookAtBalance(shopper);
  if (!REFUNDABLE.has(end?.['status']) || errand.refunds.length === 0) return;
  await refund(errand, { order, paymentId, people, random });
  await follow(path, { shopper, stopped: deps.stopped });
}

function orderOf(of: { errand: Errand; shopper: Shopper; random: Random }): Order {
  const { errand, shopper, random } = of;
  const { accountId } = shopper;
  const partnerId = random.pick(SHOPS);
  const key = randomKey(random);
  const orderId = `ORDER-${key}`;
  const amount = random.whole(1_000, 12_000);
  const body = { accountId, partnerId, orderId, orderName: '온전 티셔츠', amount };
  return { shopper, partnerId, body, key, ...(errand.isAsync && { prefer: 'respond-async' }) };
}

async function place(
  { kind }: Errand,
  { order, random }: { order: Order; random: Random },
): Promise<Answer | null> {
  const { shopper, body, key, prefer } = order;
  const ask = (what: object): Promise<Answer | null> =>
    shopper.caller.insist('/v1/payments', what, { key, prefer });
  if (kind === 'double-tap') {
    const taps = await Promise.all(Array.from({ length: TAPS }, () => ask(body)));
    return taps.find((one) => one !== null) ?? null;
  }
  const answer = await ask(body);
  if (kind === 'other-body') await ask({ ...body, amount: body.amount + random.whole(1, 9) });
  return answer;
}

async function cancel(
  { shopper }: Order,
  { paymentId, random }: { paymentId: string; random: Random },
): Promise<void> {
  await pause(random.whole(0, 400));
  const path = `/v1/payments/${paymentId}/cancel`;
  await shopper.caller.insist(path, { cancelReason: '마음이 바뀜' });
}

/** All at once: the lock of the day decides which of them fit, and no two may take the same room. */
async function rush(errand: Errand, of: { deps: ErrandDeps; random: Random }): Promise<void> {
  const { deps, random } = of;
  const shopper = random.pick(deps.people.hasty);
  const orders = Array.from({ length: RUSH.payments }, () => orderOf({ errand, shopper, random }));
  await Promise.all(
    orders.map(async ({ body, key }) => {
      const wish = { ...body, amount: RUSH.amount };
      const answer = await shopper.caller.insist('/v1/payments', wish, { key });
      const paymentId = answer?.body['paymentId'];
      if (typeof paymentId !== 'string') return;
      await follow(`/v1/payments/${paymentId}`, { shopper, stopped: deps.stopped });
    }),
  );
}

/** Every witness says that it was not executed; then it is. */
async function payTooLate(errand: Errand, of: { deps: ErrandDeps; random: Random }): Promise<void> {
  const { deps, random } = of;
  const shopper = random.pick(deps.people.tardy);
  await deps.plantTooLate(shopper.accountNumber);
  const { body, key } = orderOf({ errand, shopper, random });
  const answer = await shopper.caller.insist('/v1/payments', body, { key });
  const paymentId = answer?.body['paymentId'];
  if (typeof paymentId !== 'string') return;
  deps.tooLate.add(paymentId);
  await follow(`/v1/payments/${paymentId}`, { shopper, stopped: deps.stopped });
}

/** A silence longer than the deadline; the money comes back although the first credit fails. */
async function netCancel(order: Order, deps: ErrandDeps): Promise<void> {
  const { shopper, body, key } = order;
  await deps.plantNetCancel(shopper.accountNumber);
  const answer = await shopper.caller.insist(
    '/v1/payments',
    { ...body, decisionSeconds: SHORT_DEADLINE_SECONDS },
    { key, prefer: 'respond-async' },
  );
  const paymentId = answer?.body['paymentId'];
  if (typeof paymentId !== 'string') return;
  await follow(`/v1/payments/${paymentId}`, { shopper, stopped: deps.stopped });
}

async function leaveToPeople({ shopper, body, key }: Order, deps: ErrandDeps): Promise<void> {
  const testCode = 'WAITING_FOR_OPERATOR';
  const prefer = 'respond-async';
  const answer = await shopper.caller.insist('/v1/payments', body, { key, testCode, prefer });
  const paymentId = answer?.body['paymentId'];
  if (typeof paymentId !== 'string') return;
  await follow(`/v1/payments/${paymentId}`, { shopper, stopped: deps.stopped });
}

/** Looks again and again, as a customer in front of a screen does, until it has ended or the run has. */
async function follow(
  path: string,
  { shopper, stopped }: { shopper: Shopper; stopped: AbortSignal },
): Promise<Record<string, unknown> | null> {
  for (let looks = 0; !stopped.aborted; looks += 1) {
    const answer = await shopper.caller.look(path);
    if (ENDED.has(answer?.body['status'])) return answer?.body ?? null;
    await pause(LOOKS_MS[Math.min(looks, LOOKS_MS.length - 1)] ?? 1_000);
  }
  return null;
}

async function lookAtBalance({ caller, accountId }: Shopper): Promise<void> {
  await caller.insist(`/v1/accounts/${accountId}/balance/refresh`, null, { key: null });
  await caller.look(`/v1/accounts/${accountId}/balance`);
}

/** All refunds of a payment at the same moment, by the member and by the shop. */
async function refund(
  errand: Errand,
  of: { order: Order; paymentId: string; people: People; random: Random },
): Promise<void> {
  const { order, paymentId, people, random } = of;
  const shop = people.partners.get(order.partnerId);
  if (!shop) throw new Error(`nobody calls for ${order.partnerId}`);
  const path = `/v1/payments/${paymentId}/refunds`;
  const wishes = errand.refunds.map((share) => {
    const caller = random.chance(0.5) ? shop : order.shopper.caller;
    const amount = Math.max(1, Math.floor(order.body.amount * share));
    const isWhole = share === 1;
    const wish = { reason: '단순 변심', ...(!isWhole && { amount }) };
    return caller.insist(path, wish, { key: randomKey(random), prefer: 'respond-async' });
  });
  await Promise.all(wishes);
}
