import { koreanTime } from '../korean-time';
import type { Effect, Pair } from '../ledger/model';
import { accountNumberOf } from '../ledger/orders';
import { REFUSAL } from '../ledger/refusals';
import { isActive } from '../ledger/state';
import type { LedgerContext } from '../ledger/transfers';
import type { Call } from './call';
import { answered, noReply, OK, refusedWith, type Reply } from './reply';

const ORIGINALS: Readonly<Record<string, RegExp>> = {
  CheckOnDrawingTransfer: /^DrawingTransfer$/,
  CheckOnReceivedTransfer: /^ReceivedTransfer/,
};

/** A result check: what became of another pair, unless an effect on that pair says otherwise. */
export function checkTransfer(call: Call): Reply {
  const { state, body } = call;
  if (!body.FinAcno && !(body.Bncd && body.Acno)) return refusedWith(REFUSAL.field);
  const apsno = call.pair.split('|')[0] ?? '';
  const original = state.pairs.get([apsno, body.OrtrYmd, body.OrtrIsTuno].join('|'));
  if (!original || !isSameTransfer(call, original)) return notFound(call);
  const effect = pollEffect(call, original);
  if (effect) return affected(call, effect);
  if (original.lagPolls > 0) {
    call.record({ e: 'polled', pair: original.key, effectId: null });
    return refusedWith('A0050');
  }
  return truthAbout(call, original);
}

/** The first effect on a pair that still answers questions; counting this one if it counts. */
export function pollEffect(context: LedgerContext, pair: Pair | undefined): Effect | null {
  const effect = pair?.effects.find((it) => isActive(it, context.now.realMs));
  if (!pair || !effect) return null;
  if (effect.pollsLeft !== null) {
    context.record({ e: 'polled', pair: pair.key, effectId: effect.id });
  }
  return effect;
}

function isSameTransfer(call: Call, original: Pair): boolean {
  const { state, body } = call;
  if (!ORIGINALS[call.api]?.test(original.api) || original.body === null) return false;
  if (Number(body.Tram) !== Number(original.body.Tram)) return false;
  if (body.FinAcno && original.body.FinAcno) return body.FinAcno === original.body.FinAcno;
  const asked = accountNumberOf(state, body);
  return asked !== null && asked === accountNumberOf(state, original.body);
}

function affected(call: Call, effect: Effect): Reply {
  if (effect.checks === 'silent') return noReply(effect.fault);
  const reply = effect.checks === 'processing' ? refusedWith('A0050') : notFound(call);
  return { ...reply, effect: effect.fault };
}

function truthAbout(call: Call, original: Pair): Reply {
  const at = Date.parse(original.processedAt ?? '');
  switch (original.status) {
    case 'EXECUTED':
      return answered({ Pcrs: OK, Prtm: koreanTime(at) });
    case 'REFUSED':
      return answered({ Pcrs: original.code, Prtm: koreanTime(at) });
    case 'SCHEDULED':
      return original.until === 'processing' ? refusedWith('A0050') : notFound(call);
    default:
      return notFound(call);
  }
}

function notFound(call: Call): Reply {
  const code = REFUSAL.noSuchOriginal;
  const { notFoundInPcrs } = call.state.settings.quirks;
  return notFoundInPcrs ? answered({ Pcrs: code, Prtm: '' }) : refusedWith(code);
}
