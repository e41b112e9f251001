import { readAnswer, type Asked } from '../../../src/adapters/nh-bank/answer';
import { classify, classifyCheck, type ReadValue } from '../../../src/adapters/nh-bank/classify';
import * as wire from '../../../src/adapters/nh-bank/wire';
import type { BankOutcome, CheckOutcome } from '../../../src/domain/bank-outcome';
import { aConfig, clockAt, PAIR, TOKEN } from '../../support/fake-bank';
import { CHECK_CREDIT, CHECK_DEBIT, CREDIT, DEBIT } from './support';

/** What a request looked like; the client's judgement without a network. */
export function askedFor(
  api: wire.ApiName,
  body: wire.WireRequest['body'],
  pair: { readonly tsymd: typeof PAIR.tsymd; readonly isTuno: string } = PAIR,
): Asked {
  const at = clockAt('101500').now();
  const header = wire.headerOf(aConfig(), { api, pair, at });
  return { request: { header, body }, at, secrets: [TOKEN, body['FinAcno'] ?? ''] };
}

export const ASKED = {
  debit: askedFor('DrawingTransfer', wire.BODY.debit(DEBIT)),
  credit: askedFor('ReceivedTransferAccountNumber', wire.BODY.credit(CREDIT)),
  checkDebit: askedFor(
    'CheckOnDrawingTransfer',
    wire.BODY.checkDebit(CHECK_DEBIT),
    CHECK_DEBIT.pair,
  ),
  checkCredit: askedFor(
    'CheckOnReceivedTransfer',
    wire.BODY.checkCredit(CHECK_CREDIT),
    CHECK_CREDIT.pair,
  ),
} as const;

/** An answer with the right echo, changed at will. */
export function answerTo(
  asked: Asked,
  header: Readonly<Record<string, unknown>>,
  body: Readonly<Record<string, unknown>> = {},
): string {
  const { AccessToken: _token, ...echoed } = asked.request.header as Record<string, string>;
  return JSON.stringify({ Header: { ...echoed, Rsms: '말씀', ...header }, ...body });
}

/** The class of an answer that arrived whole. */
export function judge<T = null>(
  asked: Asked,
  answer: string | Buffer,
  options: { readonly read?: ReadValue<T>; readonly status?: number } = {},
): BankOutcome<T> {
  const read = options.read ?? (() => null as T);
  return classify(readAnswer(whole(answer, options.status), asked), asked, {
    config: aConfig(),
    read,
  });
}

/** What a result check found in an answer that arrived whole. */
export function judgeCheck(asked: Asked, answer: string | Buffer): CheckOutcome {
  const rules = { config: aConfig(), original: PAIR };
  return classifyCheck(readAnswer(whole(answer), asked), asked, rules);
}

function whole(answer: string | Buffer, httpStatus = 200) {
  const head = { httpStatus, retryAfter: null, date: null };
  return { kind: 'WHOLE', head, bytes: Buffer.from(answer) } as const;
}
