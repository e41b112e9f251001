import type { Account } from './model';

/** The customers of the demo: one with money, one without, one whose account is closed. */
export function demoAccounts(): Account[] {
  return [
    demo(
      { accountNumber: '3020000000901', holderName: '김하늘', birthDate: '1990-01-01' },
      5_000_000,
    ),
    demo({ accountNumber: '3020000000902', holderName: '이바다', birthDate: '1985-02-02' }, 0),
    {
      ...demo({ accountNumber: '3020000000903', holderName: '박구름', birthDate: '1977-03-03' }, 0),
      state: 'CLOSED',
    },
  ];
}

function demo(
  person: Pick<Account, 'accountNumber' | 'holderName' | 'birthDate'>,
  balance: number,
): Account {
  return {
    bankCode: '011',
    ...person,
    balance,
    state: 'OPEN',
    consent: 'OK',
    limits: { perTransferWon: null, perDayWon: null },
  };
}
