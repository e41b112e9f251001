import { specOf, type FaultName } from '../faults/catalogue';
import { chooseFault, type ChosenFault, type HeaderFault } from '../faults/choose';
import { drawLag } from '../faults/draw';
import { effectOf } from '../faults/effects';
import { ordinalKey } from '../ledger/apply';
import type { Recorder } from '../ledger/events';
import type { Ledger } from '../ledger/ledger';
import { accountNumberOf } from '../ledger/orders';
import { APIS } from './apis';
import { duplicateCode, type Call } from './call';
import { checkTransfer } from './checks';
import { checkOpening, closeFinAccount, inquireFinAccountStatus, openFinAccount } from './opening';
import { inquireBalance, inquireHolder } from './questions';
import { noReply, refusedWith, type Reply } from './reply';
import { inquireHistory } from './statement';
import { transfer } from './transfers';
import { checkRequest, type CheckedRequest, type Contract, type RawRequest } from './validate';

/** A call as it came in, parsed but not checked. */
export interface IncomingCall {
  readonly api: string;
  readonly raw: RawRequest;
  readonly headerFault: HeaderFault | null;
}

/** What the bank decided: the truth, and the fault that will spoil its telling. */
export interface Decision {
  readonly reply: Reply;
  readonly fault: ChosenFault | null;
}

type Handler = (call: Call) => Reply;

const HANDLERS: Readonly<Record<string, Handler>> = {
  OpenFinAccountDirect: openFinAccount,
  CheckOpenFinAccountDirect: checkOpening,
  CloseFinAccount: closeFinAccount,
  InquireFinAccountStatus: inquireFinAccountStatus,
  InquireBalance: inquireBalance,
  InquireDepositorAccountNumber: inquireHolder,
  InquireDepositorOtherBank: inquireHolder,
  DrawingTransfer: transfer,
  CheckOnDrawingTransfer: checkTransfer,
  ReceivedTransferAccountNumber: transfer,
  ReceivedTransferOtherBank: transfer,
  ReceivedTransferFinAccount: transfer,
  CheckOnReceivedTransfer: checkTransfer,
  InquireTransactionHistory: inquireHistory,
};

/**
 * Decides one call: checks it, chooses its fault and lets the ledger do what is to be done. All of it is
 * one transaction; nothing may be answered before the ledger says that it is on the disk.
 */
export function decide(
  bank: { readonly ledger: Ledger; readonly contract: Contract },
  incoming: IncomingCall,
): Decision {
  const { ledger, contract } = bank;
  ledger.runDue();
  const businessMs = ledger.businessMs();
  const checked = checkRequest(incoming, { contract, state: ledger.state, businessMs });
  if (typeof checked === 'string') return { reply: refusedWith(checked), fault: null };
  return ledger.transact((record) => {
    const call = receive(bank, incoming, { checked, record });
    return { reply: handle(call), fault: call.fault };
  });
}

/** Writes the call down together with the fault it meets. */
function receive(
  bank: { readonly ledger: Ledger; readonly contract: Contract },
  incoming: IncomingCall,
  more: { readonly checked: CheckedRequest; readonly record: Recorder },
): Call {
  const { state } = bank.ledger;
  const { header, body } = more.checked;
  const { api, headerFault } = incoming;
  const key = [header.FintechApsno, header.Tsymd, header.IsTuno].join('|');
  const pair = state.pairs.get(key);
  const accountNumber = accountNumberOf(state, body);
  const next = (state.ordinals.get(ordinalKey(api, accountNumber)) ?? 0) + 1;
  const fault = chooseFault(state, {
    api,
    kind: APIS[api]?.kind ?? 'q',
    accountNumber,
    amountWon: body.Tram === undefined ? null : Number(body.Tram),
    ordinal: pair?.ordinal ?? next,
    pair,
    header: headerFault,
  });
  const earlier = pair && pair.status !== 'SEEN' ? pair : undefined;
  more.record({
    e: 'call',
    pair: key,
    api,
    accountNumber,
    fault: fault?.name ?? null,
    plantedId: fault?.plantedId ?? null,
  });
  const now = { realMs: bank.ledger.realMs(), businessMs: bank.ledger.businessMs() };
  const { iscd } = bank.contract;
  return { api, body, pair: key, earlier, fault, state, record: more.record, now, iscd };
}

function handle(call: Call): Reply {
  if (call.fault && isSwallowed(call.fault)) return noReply(call.fault.name);
  const kind = APIS[call.api]?.kind ?? 'q';
  const handler = HANDLERS[call.api];
  if (!handler) throw new Error(`no handler for ${call.api}`);
  if (kind !== 'q') {
    const reply = handler(call);
    if (!call.earlier) leaveBehind(call);
    return reply;
  }
  if (call.earlier) return refusedWith(duplicateCode(call));
  call.record({ e: 'answered', pair: call.pair });
  return handler(call);
}

/** Whether the bank never looks at the call, so that its pair stays free. */
function isSwallowed(fault: ChosenFault): boolean {
  const isDroppedPage = fault.name === 'html' && fault.params.executed === 'false';
  return isDroppedPage || specOf(fault.name).ledger === 'nothing';
}

/** What later questions about this pair will meet: the effect of its fault, and the profile's or the settings' lag. */
function leaveBehind(call: Call): void {
  const { state, pair, fault, record } = call;
  const recorded = state.pairs.get(pair);
  if (!recorded || recorded.status === 'REFUSED') return;
  if (fault) leaveEffect(call, fault);
  if (APIS[call.api]?.kind !== 't') return;
  const { api, accountNumber, ordinal } = recorded;
  const seat = { api, kind: 't', accountNumber, ordinal, attempt: 0 } as const;
  const bookingLagMs = state.settings.bookingLagSeconds * 1000;
  record({ e: 'lag', pair, ...(drawLag(state.profile, seat) ?? { polls: 0, bookingLagMs }) });
}

function leaveEffect(call: Call, fault: { name: FaultName; params: ChosenFault['params'] }): void {
  const { state, pair } = call;
  const effect = effectOf(fault, {
    id: `flt_${state.nextFaultId}`,
    pairKey: pair,
    accountNumber: state.pairs.get(pair)?.accountNumber ?? null,
    nowMs: call.now.realMs,
  });
  if (effect && effect.pollsLeft !== 0) call.record({ e: 'effect', effect });
}
