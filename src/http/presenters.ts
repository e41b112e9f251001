import type { PaymentFile, RefundFile, TransferFile } from '../adapters/mysql/types';
import type { CachedBalance } from '../adapters/redis/types';
import { FAILURES, type FailureCode } from '../domain/failure';
import { koreanIso, type Instant } from '../domain/korean-time';
import { displayWon, type Won } from '../domain/money';
import type { Account, BankCode, Member } from '../domain/records';
import { viewFailure, viewPayment, viewRefund, type Language } from '../domain/representation';
import { workflowIds } from '../../workflows/contract';

/** Older than this, a balance is called stale: a refresh is worth while. */
const STALE_AFTER_MS = 60_000;

const BANK_NAMES = {
  '011': { ko: 'NH농협은행', en: 'NH NongHyup Bank' },
  '012': { ko: '지역농·축협', en: 'Regional NongHyup' },
} as const satisfies Record<BankCode, Record<Language, string>>;

/** What staff look-ups add to a payment or refund. */
export interface StaffExtras {
  /** Pairs of the payment and of all its refunds. */
  readonly transfers: readonly TransferFile[];
  /** Address of a run in Temporal UI. */
  readonly workflowUrl: (workflowId: string) => string;
}

/** The staff's view of a payment: the neutral one, whose money it is, the bank's words, the pairs and the run. */
export function presentStaffPayment(file: PaymentFile, extras: StaffExtras, language: Language) {
  const { payment, refunds } = file;
  const view = viewPayment(payment, refunds, language);
  return {
    ...view,
    memberId: payment.memberId,
    bank: payment.failure?.bank ?? null,
    transfers: extras.transfers.map(presentTransfer),
    links: staffLinks(view.links, payment.paymentId, extras),
  };
}

/** A payment among others, for staff: as it is listed, without its pairs. */
export function presentStaffListed(
  { payment, refunds }: PaymentFile,
  extras: Pick<StaffExtras, 'workflowUrl'>,
  language: Language,
) {
  const view = viewPayment(payment, refunds, language);
  return {
    ...view,
    memberId: payment.memberId,
    bank: payment.failure?.bank ?? null,
    links: staffLinks(view.links, payment.paymentId, extras),
  };
}

/** Staff read another timeline than the owners. */
function staffLinks<Links extends object>(
  links: Links,
  paymentId: string,
  { workflowUrl }: Pick<StaffExtras, 'workflowUrl'>,
) {
  return {
    ...links,
    timeline: `/v1/cs/payments/${paymentId}/timeline`,
    workflow: workflowUrl(workflowIds.payment(paymentId)),
  };
}

/** The staff's view of a refund; its pairs only, the payment inside has all of them. */
export function presentStaffRefund(file: RefundFile, extras: StaffExtras, language: Language) {
  const { refund, payment } = file;
  const view = viewRefund(refund, file, language);
  const own = extras.transfers.filter((transfer) => transfer.movementId === refund.refundId);
  return {
    ...view,
    memberId: payment.memberId,
    bank: refund.failure?.bank ?? null,
    transfers: own.map(presentTransfer),
    links: { ...view.links, workflow: extras.workflowUrl(workflowIds.refund(refund.refundId)) },
    payment: presentStaffPayment(file, extras, language),
  };
}

/** A member as staff may see one: enough to recognise who is on the telephone, too little to be anybody. */
export function presentStaffMember({ memberId, email, name, createdAt }: Member) {
  return {
    memberId,
    email: maskEmail(email),
    name: maskName(name),
    createdAt: koreanIso(createdAt),
  };
}

/** Hides an address but for its first two characters and its domain: `ha***@example.com`. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf('@');
  const shown = [...email.slice(0, at)].slice(0, at > 3 ? 2 : 1).join('');
  return `${shown}***${email.slice(at)}`;
}

/** An account as staff see it: number and holder masked, without links they could not follow. */
export function presentStaffAccount(account: Account, usedToday: Won, language: Language) {
  const { links: _, ...view } = presentAccount(account, usedToday, language);
  return view;
}

/** An account as its member sees it: number and holder masked, and what is left of today's limit in `limits`. */
export function presentAccount(account: Account, usedToday: Won, language: Language) {
  const self = `/v1/accounts/${account.accountId}`;
  return {
    accountId: account.accountId,
    status: account.status,
    statusDetail: account.statusDetail,
    bankCode: account.bankCode,
    bankName: BANK_NAMES[account.bankCode][language],
    accountNumber: account.maskedNumber,
    holderName: maskName(account.holderName),
    nickname: account.nickname,
    currency: 'KRW' as const,
    limits: { perPayment: account.limitPerPayment, perDay: account.limitPerDay, usedToday },
    failure: viewFailure(account.failure, language),
    requestedAt: koreanIso(account.requestedAt),
    openedAt: isoOrNull(account.openedAt),
    closedAt: isoOrNull(account.closedAt),
    version: account.eventSequence,
    links: { self, balance: `${self}/balance` },
  };
}

/** A balance and how old it is. `????` stands only in `display`; an unknown amount is null, never a guess. */
export function presentBalance(
  accountId: string,
  known: { balance: CachedBalance | null; source: 'CACHE' | 'BANK'; now: Instant },
) {
  const { balance, source, now } = known;
  if (!balance) return { ...NO_BALANCE, accountId };
  const ageMs = Math.max(0, now - balance.asOf);
  return {
    accountId,
    amount: balance.amount,
    display: displayWon(balance.amount),
    currency: 'KRW' as const,
    source,
    asOf: koreanIso(balance.asOf),
    ageSeconds: Math.floor(ageMs / 1000),
    stale: ageMs > STALE_AFTER_MS,
    version: balance.version,
  };
}

const NO_BALANCE = {
  accountId: '',
  amount: null,
  display: '????',
  currency: 'KRW',
  source: 'NONE',
  asOf: null,
  ageSeconds: null,
  stale: true,
  version: null,
} as const;

/** Why a refresh failed, in the reader's language. */
export function presentRefreshError(code: FailureCode, language: Language) {
  const [korean, english] = FAILURES[code];
  return { code, message: language === 'ko' ? korean : english };
}

/** Hides all of a name but its first and last character: `김*늘`; of two characters the last one: `김*`. */
export function maskName(name: string): string {
  const characters = [...name];
  const shownAtEnd = characters.length > 2 ? 1 : 0;
  return characters
    .map((one, i) => (i === 0 || i >= characters.length - shownAtEnd ? one : '*'))
    .join('');
}

function presentTransfer(transfer: TransferFile) {
  return {
    kind: transfer.kind,
    movementId: transfer.movementId,
    amount: transfer.amount,
    tsymd: transfer.tsymd,
    isTuno: transfer.isTuno,
    state: transfer.state,
    evidence: transfer.evidence.map(({ at, kind, outcome, code, message }) => ({
      at: koreanIso(at),
      kind,
      outcome,
      code,
      message,
    })),
  };
}

function isoOrNull(at: Instant | null): string | null {
  return at === null ? null : koreanIso(at);
}
