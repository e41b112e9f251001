import { readAnswer, type Answer, type Asked } from './answer';
import { createBreaker, type CallEnd } from './breaker';
import { createTransport, type Reply } from './transport';
import type { NhBankDeps, NhCall } from './types';
import { headerOf, textOf, type ApiName, type WireRequest } from './wire';

/** A question to NH and its answer, ready to be classified. */
export interface Exchange {
  readonly asked: Asked;
  readonly answer: Answer;
}

/** Asks NH one question. */
export interface Asker {
  ask(api: ApiName, call: NhCall, body: WireRequest['body']): Promise<Exchange>;
  close(): void;
}

/** Fields of a request that tell who the customer is. */
const PERSONAL_FIELDS = ['FinAcno', 'Acno', 'Rgno', 'BrdtBrno'] as const;

/** Calls that change something at the bank: they move money, or open an account for us. */
const ORDERS: readonly string[] = [
  'DrawingTransfer',
  'ReceivedTransferAccountNumber',
  'OpenFinAccountDirect',
];

/** Statuses by which a gateway says that our address, credential or right to call is wrong. */
const WRONG_CONFIGURATION: readonly number[] = [401, 403, 404];

/**
 * Creates what all operations share: the request in NH's words, its way to the bank and back, and
 * the alarm.
 */
export function createAsker(deps: NhBankDeps): Asker {
  const { config, clock } = deps;
  const transport = createTransport({
    secure: config.baseUrl.startsWith('https:'),
    connectTimeoutMs: config.connectTimeoutMs,
    readTimeoutMs: config.readTimeoutMs,
    trustedCa: deps.trustedCa,
  });

  const breaker = createBreaker({
    settings: config.breaker,
    elapsedMs: () => performance.now(),
    onChange: (change) => quietly(() => deps.onCircuit?.(change)),
  });

  async function send(request: WireRequest, call: NhCall): Promise<Reply> {
    const api = request.header.ApiNm;
    if (!request.header['ApiSvcCd']) {
      const reason = `no API service code is configured for ${api}`;
      return { kind: 'NEVER_LEFT', reason, because: 'OUR_CHOICE' };
    }
    const bearer = config.authMode === 'bearer';
    return transport.post({
      url: `${config.baseUrl.replace(/\/+$/, '')}/${api}${config.pathSuffix}`,
      headers: {
        ...(bearer ? { Authorization: `Bearer ${config.accessToken}` } : {}),
        ...(call.sandboxFault ? { 'X-Sandbox-Fault': call.sandboxFault } : {}),
      },
      text: textOf(request),
      mayStillSend: call.mayStillSend ?? (() => true),
      onWritten: ORDERS.includes(api) ? deps.onOrderWritten : undefined,
    });
  }

  return {
    async ask(api, call, body) {
      const header = headerOf(config, { api, pair: call.pair, at: clock.now() });
      const request: WireRequest = { header, body };
      const personal = PERSONAL_FIELDS.map((name) => body[name] ?? '');
      const secrets = [config.accessToken, ...personal];
      const leave = breaker.enter(api);
      if (typeof leave === 'string') {
        const reply: Reply = { kind: 'NEVER_LEFT', reason: leave, because: 'OUR_CHOICE' };
        const asked: Asked = { request, at: clock.now(), secrets };
        return { asked, answer: readAnswer(reply, asked) };
      }
      let how: { end: CallEnd; holdSeconds: number | null } = { end: 'NEITHER', holdSeconds: null };
      try {
        const reply = await send(request, call);
        const asked: Asked = { request, at: clock.now(), secrets };
        raiseAlarm(deps, api, reply);
        const answer = readAnswer(reply, asked);
        how = howItEnded(reply, answer);
        return { asked, answer };
      } finally {
        leave.ended(how.end, how.holdSeconds);
      }
    },
    close: () => transport.close(),
  };
}

/** What a call says about the bank being there. A code of NH's own, whichever it is, was said by the bank. */
function howItEnded(reply: Reply, answer: Answer): { end: CallEnd; holdSeconds: number | null } {
  if (reply.kind === 'NEVER_LEFT') {
    return { end: reply.because === 'NO_CONNECTION' ? 'FAILED' : 'NEITHER', holdSeconds: null };
  }
  if (answer.kind !== 'UNUSABLE') return { end: 'ANSWERED', holdSeconds: null };
  const { because, retryAfterSeconds: holdSeconds, words } = answer;
  const status = words.httpStatus ?? 0;
  const isGateway4xx = status >= 400 && status < 500;
  const failed = because === 'NO_ANSWER' && !isGateway4xx;
  return { end: failed ? 'FAILED' : 'NEITHER', holdSeconds };
}

function raiseAlarm(deps: NhBankDeps, api: ApiName, reply: Reply): void {
  const httpStatus = reply.kind === 'NEVER_LEFT' ? null : (reply.head?.httpStatus ?? null);
  if (httpStatus === null || !WRONG_CONFIGURATION.includes(httpStatus)) return;
  const message = `HTTP ${String(httpStatus)}: check address, suffix, credential and contract`;
  quietly(() => deps.onAlarm?.({ api, httpStatus, message }));
}

/**
 * Runs a callback of the caller. Whatever it does, the outcome of a call that moved money must
 * reach the caller.
 */
export function quietly(tell: () => void): void {
  try {
    tell();
  } catch {
    // Not ours to handle: an observer's failure is no failure of the call.
  }
}
