import { permittedDecisions } from '../../src/domain/decision';

const about = (kind: 'PAYMENT' | 'REFUND', reason: 'TRIES_USED_UP' | 'DOUBT_LIMIT') =>
  permittedDecisions({ kind, reason });

describe('the decisions that fit', () => {
  it('never send a payment again, nor settle it outside', () => {
    expect(about('PAYMENT', 'TRIES_USED_UP')).toEqual(['EXECUTED', 'NOT_EXECUTED', 'ASK_AGAIN']);
  });

  it('send no refund again that is in doubt', () => {
    expect(about('REFUND', 'DOUBT_LIMIT')).not.toContain('SEND_AGAIN');
    expect(about('REFUND', 'DOUBT_LIMIT')).toContain('NOT_EXECUTED');
  });

  it.each(['CONTRACT_ACCOUNT_SHORT', 'PAIRS_USED_UP', 'OWED_MONEY_REFUSED'] as const)(
    'send a refund again that is proven not executed, and cannot claim that it was: %s',
    (reason) => {
      expect(permittedDecisions({ kind: 'REFUND', reason })).toEqual([
        'SEND_AGAIN',
        'SETTLED_OUTSIDE',
        'ASK_AGAIN',
      ]);
    },
  );

  it('say anything about an unlisted failure', () => {
    const permitted = permittedDecisions({ kind: 'REFUND', reason: 'UNLISTED_FAILURE' });
    expect(permitted).toContain('SEND_AGAIN');
    expect(permitted).toContain('EXECUTED');
  });

  it('send nothing after an earlier pair was executed after all', () => {
    const permitted = permittedDecisions({ kind: 'REFUND', reason: 'EARLIER_PAIR_EXECUTED' });
    expect(permitted).toEqual(['EXECUTED', 'SETTLED_OUTSIDE', 'ASK_AGAIN']);
  });

  it('do not deny a payment of which an earlier pair was executed after all', () => {
    const permitted = permittedDecisions({ kind: 'PAYMENT', reason: 'EARLIER_PAIR_EXECUTED' });
    expect(permitted).toEqual(['EXECUTED', 'ASK_AGAIN']);
  });

  it('fail an opening, or ask about it', () => {
    expect(permittedDecisions({ kind: 'ACCOUNT' })).toEqual(['NOT_EXECUTED', 'ASK_AGAIN']);
  });

  it('give money back for a case only where some is owed', () => {
    expect(permittedDecisions({ kind: 'CASE', owes: true })).toContain('CORRECTIVE_REFUND');
    expect(permittedDecisions({ kind: 'CASE', owes: false })).toEqual(['SETTLED_OUTSIDE']);
  });
});
