import { parseKoreanDay } from '../../src/domain/korean-time';
import { won } from '../../src/domain/money';
import type { Account, Payment, Refund } from '../../src/domain/records';
import { at } from './movement-builder';

/** A payment of 15,000 won that is done, changed where the test cares. */
export function aPayment(changes: Partial<Payment> = {}): Payment {
  return {
    paymentId: 'pay_01JDEM0SH0P000000000000001',
    memberId: 'mbr_01JDEM0SH0P000000000000001',
    partnerId: 'prt_01JDEM0SH0P000000000000001',
    accountId: 'acc_01JDEM0SH0P000000000000001',
    orderId: 'ORDER-20260302-0001',
    orderName: '온전 티셔츠 외 2건',
    amount: won(15_000),
    status: 'DONE',
    statusDetail: null,
    refundable: won(15_000),
    requestedAt: at(0),
    decisionDeadline: at(900),
    approvedAt: at(1.381),
    netCanceledAt: null,
    decidedBy: 'BANK_ANSWER',
    failure: null,
    bankMemo: '온전상점',
    passbookText: '7K2M9QX4T1B 온전상점',
    metadata: {},
    testCode: null,
    limitDay: parseKoreanDay('20260302'),
    eventSequence: 1,
    version: 4,
    ...changes,
  };
}

/** A refund of 5,000 won that is done. */
export function aRefund(changes: Partial<Refund> = {}): Refund {
  return {
    refundId: 'rfd_01JDEM0SH0P000000000000001',
    paymentId: 'pay_01JDEM0SH0P000000000000001',
    amount: won(5_000),
    refundableAfter: won(10_000),
    reason: '단순 변심',
    cause: 'REQUESTED',
    requestedBy: 'MEMBER',
    status: 'DONE',
    statusDetail: null,
    requestedAt: at(60),
    completedAt: at(61),
    decidedBy: 'RESULT_CHECK',
    failure: null,
    passbookText: 'C4W8R0ZN6HE 온전상점',
    testCode: null,
    version: 3,
    ...changes,
  };
}

/** An account that is active. */
export function anAccount(changes: Partial<Account> = {}): Account {
  return {
    accountId: 'acc_01JDEM0SH0P000000000000001',
    memberId: 'mbr_01JDEM0SH0P000000000000001',
    bankCode: '011',
    maskedNumber: '302*******901',
    holderName: '김하늘',
    nickname: '생활비',
    status: 'ACTIVE',
    statusDetail: null,
    failure: null,
    limitPerPayment: won(2_000_000),
    limitPerDay: won(5_000_000),
    requestedAt: at(0),
    openedAt: at(2),
    closedAt: null,
    testCode: null,
    eventSequence: 1,
    version: 5,
    ...changes,
  };
}
