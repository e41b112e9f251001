import type { Claim, MovementFile } from '../src/adapters/mysql/movement-types';
import type { NhBank } from '../src/adapters/nh-bank/types';
import type { CheckedOutcome, SendOutcome } from '../src/domain/movement';
import { SCENARIOS } from '../src/domain/scenarios';

interface Question {
  readonly file: MovementFile;
  readonly claim: Claim;
  readonly mayStillSend: () => boolean;
}

/** The scenario that is never connected: a payment that expires. */
const NEVER_CONNECTED: SendOutcome = {
  class: 'NEVER_LEFT',
  code: null,
  message: 'no connection is made for this scenario',
  httpStatus: null,
};

/** Sends a debit or a credit under the transfer's own pair. */
export async function sendTransfer(bank: NhBank, question: Question): Promise<SendOutcome> {
  const { file, claim, mayStillSend } = question;
  if (file.testCode === 'PAYMENT_EXPIRES') return NEVER_CONNECTED;
  const { amount } = file;
  const call = { pair: claim.callPair, mayStillSend, sandboxFault: faultOf(file, claim) };
  const text = claim.passbookText;
  const outcome =
    file.ref.kind === 'PAYMENT'
      ? await bank.debit({ ...call, finAcno: finAcnoOf(file), amount, text })
      : await bank.credit({ ...call, ...placeOf(file), amount, text });
  if (outcome.class !== 'SUCCEEDED') return outcome;
  const { value: _nothing, ...kept } = outcome;
  return kept;
}

/** Asks what became of a transfer, under a pair of the question's own. */
export async function askCheck(bank: NhBank, question: Question): Promise<CheckedOutcome> {
  const { file, claim, mayStillSend } = question;
  const { amount } = file;
  const call = { pair: claim.callPair, original: claim.transferPair, amount, mayStillSend };
  if (file.ref.kind === 'PAYMENT') return bank.checkDebit({ ...call, finAcno: finAcnoOf(file) });
  return bank.checkCredit({ ...call, ...placeOf(file) });
}

/** A scenario goes along with the sends of a thing's own first pair only. */
function faultOf(file: MovementFile, claim: Claim): string | null {
  if (file.testCode === null || claim.attempt !== 1) return null;
  return SCENARIOS[file.testCode]?.fault ?? null;
}

function placeOf({ account }: MovementFile) {
  return { bankCode: account.bankCode, accountNumber: account.accountNumber };
}

/** Payments are accepted for active accounts only, and those have an alias. */
function finAcnoOf({ account }: MovementFile): string {
  if (account.finAcno === null) throw new Error('an account that pays has a fin-account');
  return account.finAcno;
}
