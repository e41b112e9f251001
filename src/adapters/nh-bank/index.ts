import type { BankOutcome, CheckOutcome, OutcomeClass } from '../../domain/bank-outcome';
import type { Pair } from '../../domain/pair';
import { createAsker, quietly, type Exchange } from './ask';
import { classify, classifyCheck, type ReadValue } from './classify';
import { carriesSecret } from './redact';
import type { NhBank, NhBankDeps, NhCall } from './types';
import * as wire from './wire';

type Body = wire.WireRequest['body'];

/**
 * Creates the client of NH's OpenAPI: one function per operation. It sends, reads and classifies;
 * whether and when to send is decided elsewhere, also what to do while the bank is closed.
 */
export function createNhBank(deps: NhBankDeps): NhBank {
  const { inquire, order, check, close } = createCalls(deps);
  return {
    openFinAccount: (call) =>
      inquire('OpenFinAccountDirect', call, {
        body: wire.BODY.openFinAccount(call),
        read: wire.readRegistration,
      }),
    checkOpenFinAccount: (call) =>
      inquire('CheckOpenFinAccountDirect', call, {
        body: wire.BODY.checkOpenFinAccount(call),
        read: wire.readFinAccount,
      }),
    closeFinAccount: (call) => order('CloseFinAccount', call, wire.BODY.closeFinAccount(call)),
    inquireHolder: (call) =>
      inquire('InquireDepositorAccountNumber', call, {
        body: wire.BODY.inquireHolder(call),
        read: wire.readHolder,
      }),
    async inquireBalance(call) {
      let exchange: Exchange | null = null;
      const outcome = await inquire('InquireBalance', call, {
        body: wire.BODY.inquireBalance(call),
        read: wire.readBalance,
        onExchange: (made) => (exchange = made),
      });
      return { ...outcome, consentUrl: consentUrl(outcome, exchange) };
    },
    debit: (call) => order('DrawingTransfer', call, wire.BODY.debit(call)),
    credit: (call) => order('ReceivedTransferAccountNumber', call, wire.BODY.credit(call)),
    checkDebit: (call) => check('CheckOnDrawingTransfer', call, wire.BODY.checkDebit(call)),
    checkCredit: (call) => check('CheckOnReceivedTransfer', call, wire.BODY.checkCredit(call)),
    readStatementPage: (call) =>
      inquire('InquireTransactionHistory', call, {
        body: wire.BODY.readStatementPage(call),
        read: (fields, code) => wire.readStatement(fields, { code, page: call.page }),
      }),
    close,
  };
}

interface Inquiry<T> {
  readonly body: Body;
  readonly read: ReadValue<T>;
  readonly onExchange?: (exchange: Exchange) => void;
}

/**
 * The three kinds of calls: one that brings something back, one that orders something, and a result
 * check.
 */
function createCalls(deps: NhBankDeps) {
  const { config } = deps;
  const { ask, close } = createAsker(deps);

  async function inquire<T>(
    api: wire.ApiName,
    call: NhCall,
    inquiry: Inquiry<T>,
  ): Promise<BankOutcome<T>> {
    return timed(deps, { api, call }, async () => {
      const exchange = await ask(api, call, inquiry.body);
      inquiry.onExchange?.(exchange);
      return classify(exchange.answer, exchange.asked, { config, read: inquiry.read });
    });
  }

  return {
    inquire,
    order: (api: wire.ApiName, call: NhCall, body: Body): Promise<BankOutcome> =>
      inquire(api, call, { body, read: () => null }),
    check: (
      api: wire.ApiName,
      call: NhCall & { readonly original: Pair },
      body: Body,
    ): Promise<CheckOutcome> =>
      timed(deps, { api, call }, async () => {
        const { answer, asked } = await ask(api, call, body);
        return classifyCheck(answer, asked, { config, original: call.original });
      }),
    close: async () => close(),
  };
}

/** Tells `onCall` about a finished call: class, code and time, nothing about whom or how much. */
async function timed<
  O extends { class: OutcomeClass; code: string | null; httpStatus: number | null },
>(
  deps: NhBankDeps,
  made: { readonly api: string; readonly call: NhCall },
  run: () => Promise<O>,
): Promise<O> {
  const started = performance.now();
  const outcome = await run();
  const record = {
    api: made.api,
    isTuno: made.call.pair.isTuno,
    class: outcome.class,
    code: outcome.code,
    httpStatus: outcome.httpStatus,
    durationMs: performance.now() - started,
  };
  quietly(() => deps.onCall?.(record));
  return outcome;
}

/**
 * Only a refusal for want of consent points the customer anywhere; never to an address that carries
 * a secret.
 */
function consentUrl(outcome: BankOutcome<unknown>, exchange: Exchange | null): string | null {
  if (outcome.class !== 'REFUSED' || exchange?.answer.kind !== 'USABLE') return null;
  const url = wire.readConsentUrl(exchange.answer.body);
  return url !== null && !carriesSecret(url, exchange.asked.secrets) ? url : null;
}
