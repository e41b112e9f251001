import { specOf, type LedgerPart } from '../faults/catalogue';
import { koreanDay } from '../korean-time';
import type { ScheduledAnswer } from '../ledger/model';
import { executeTransfer, refuse } from '../ledger/transfers';
import { duplicateCode, type Call } from './call';
import { answered, done, refusedWith, type Reply } from './reply';

/** A withdrawal or a deposit: executed, refused, put off or dropped, as its fault or else the bank's rules say. */
export function transfer(call: Call): Reply {
  const { pair, body, state } = call;
  if (call.earlier) return refusedWith(duplicateCode(call));
  const ledger = ledgerPart(call);
  if (ledger === 'void') {
    call.record({ e: 'void', pair, body });
    return answered();
  }
  if (ledger === 'schedule') {
    const executesAtMs = call.now.realMs + Number(call.fault?.params.seconds) * 1000;
    const until = call.fault?.params.until as ScheduledAnswer;
    call.record({ e: 'scheduled', pair, body, executesAtMs, until });
    return answered();
  }
  if (typeof ledger === 'object') return refusedWith(refuse(call, call, ledger.refuse));
  const code = executeTransfer(call, call);
  if (code !== null) return refusedWith(code);
  const isBare = call.api !== 'DrawingTransfer' || state.settings.quirks.bareDebit;
  if (isBare) return done();
  return done({ FinAcno: body.FinAcno ?? '', RgsnYmd: koreanDay(call.now.businessMs) });
}

function ledgerPart(call: Call): LedgerPart {
  if (!call.fault) return 'normal';
  const isDropped = call.fault.params.executed === 'false';
  return isDropped ? 'void' : specOf(call.fault.name).ledger;
}
