import type { FaultParams, Pair, PlantedFault } from '../ledger/model';
import type { BankState } from '../ledger/state';
import { appliesTo, FAULTS, isFaultName, specOf, type CallKind, type FaultName } from './catalogue';
import { drawFault } from './draw';
import { parseParams } from './params';

/** A fault that a call meets. */
export interface ChosenFault {
  readonly name: FaultName;
  readonly params: FaultParams;
  readonly plantedId: string | null;
}

/** The call a fault is chosen for. */
export interface FaultQuestion {
  readonly api: string;
  readonly kind: CallKind;
  readonly accountNumber: string | null;
  readonly amountWon: number | null;
  readonly ordinal: number;
  /** The pair as far as the bank has seen it. */
  readonly pair: Pair | undefined;
  readonly header: HeaderFault | null;
}

/** A fault asked for by the call itself. */
export interface HeaderFault {
  readonly name: FaultName;
  readonly params: FaultParams;
}

/**
 * Chooses the fault of one call, the strongest source first: header, planted, magic amount, profile.
 * A source that speaks for the call silences the weaker ones, even if its fault was used up.
 */
export function chooseFault(state: BankState, question: FaultQuestion): ChosenFault | null {
  if (question.header) return once(question, question.header);
  const planted = [...state.planted.values()].find((it) => matches(it, question));
  if (planted && isFaultName(planted.fault)) {
    return { name: planted.fault, params: planted.params, plantedId: planted.id };
  }
  const magic = magicFault(question);
  if (magic) return once(question, { name: magic, params: parseParams(specOf(magic).params, {}) });
  return drawn(state, question);
}

/**
 * Reads `name[;param=value]...`.
 * @throws RangeError when the name, a parameter or a value is unknown.
 */
export function parseHeaderFault(text: string): HeaderFault {
  const [name = '', ...settings] = text.split(';').map((part) => part.trim());
  if (!isFaultName(name)) throw new RangeError(`unknown fault: ${name}`);
  const given = settings.map((setting) => setting.split('=', 2).map((part) => part.trim()));
  return { name, params: parseParams(specOf(name).params, Object.fromEntries(given)) };
}

/** Withdrawals of 77,0NN won and deposits of 66,0NN won ask for fault NN. */
function magicFault(question: FaultQuestion): FaultName | null {
  const base = question.api === 'DrawingTransfer' ? 77_000 : 66_000;
  const number = (question.amountWon ?? 0) - base;
  const names = Object.keys(FAULTS) as FaultName[];
  const name = names.find((it) => specOf(it).number === number);
  return name && question.kind === 't' && appliesTo(name, question) ? name : null;
}

function matches(planted: PlantedFault, question: FaultQuestion): boolean {
  const { fault, api, accountNumber } = planted;
  if (api !== null && api !== question.api) return false;
  if (accountNumber !== null && accountNumber !== question.accountNumber) return false;
  return isFaultName(fault) && appliesTo(fault, question) && fits(fault, question.pair);
}

function once(question: FaultQuestion, fault: HeaderFault): ChosenFault | null {
  if (!appliesTo(fault.name, question) || !fits(fault.name, question.pair)) return null;
  if (question.pair?.faults.includes(fault.name)) return null;
  return { ...fault, plantedId: null };
}

function drawn(state: BankState, question: FaultQuestion): ChosenFault | null {
  const { pair } = question;
  if ((pair?.faults.length ?? 0) >= state.profile.maxFaultsPerPair) return null;
  const fault = drawFault(state.profile, { ...question, attempt: (pair?.attempts ?? 0) + 1 });
  return fault && once(question, fault);
}

/**
 * A repeated pair executes nothing, so only what spoils the answer on its way still makes sense there;
 * a fault that decides the outcome or the code has come too late.
 */
function fits(name: FaultName, pair: Pair | undefined): boolean {
  if (!pair || pair.status === 'SEEN') return true;
  const { ledger, answer } = specOf(name);
  return (ledger === 'normal' || ledger === 'nothing') && answer !== 'code' && !LASTING.has(name);
}

/** Faults that also change later questions about the pair. */
const LASTING: ReadonlySet<FaultName> = new Set([
  'processing',
  'check-lags',
  'undecided-forever',
  'silent-past-deadline',
  'issue-pending',
]);
