import { createConfigGuard } from '../../activities/config-guard';
import type { BankState } from '../../src/adapters/mysql/ops-types';
import type { SendOutcome } from '../../src/domain/movement';
import { sent } from '../support/movement-builder';

const REJECTED: SendOutcome = {
  ...{ class: 'REFUSED', failureCode: 'BANK_CONFIG_ERROR', closed: false },
  ...{ code: 'A0017', message: null, httpStatus: 200 },
};
const GATEWAY: SendOutcome = { ...sent.silence, httpStatus: 401 };

function aGuard() {
  const paused: object[] = [];
  const guard = createConfigGuard({
    async pause(wish) {
      paused.push(wish);
      return {} as BankState;
    },
  });
  const after = async (...outcomes: readonly SendOutcome[]) => {
    for (const outcome of outcomes) await guard.note(outcome);
    return paused.length;
  };
  return { after, paused };
}

describe('rejected settings', () => {
  it('hold the bank at the third send in a row, and say why', async () => {
    const { after, paused } = aGuard();
    expect(await after(REJECTED, REJECTED)).toBe(0);
    expect(await after(REJECTED)).toBe(1);
    expect(paused).toEqual([
      {
        cause: 'BANK_CONFIG_ERROR',
        reason: '3 sends in a row rejected: A0017',
        actor: 'engine',
      },
    ]);
  });

  it('count when the gateway tells them', async () => {
    expect(await aGuard().after(GATEWAY, REJECTED, GATEWAY)).toBe(1);
  });

  it('are no row once the bank has answered anything else', async () => {
    const answered = [sent.succeeded, sent.processing, sent.closed];
    for (const one of answered) {
      const outcome = { ...one, code: one.code ?? 'AC002' };
      expect(await aGuard().after(REJECTED, REJECTED, outcome, REJECTED)).toBe(0);
    }
  });

  it('are a row over silence, which says nothing about them', async () => {
    expect(await aGuard().after(REJECTED, sent.silence, REJECTED, sent.neverLeft, REJECTED)).toBe(
      1,
    );
  });

  it('are counted anew once the bank was held', async () => {
    expect(await aGuard().after(REJECTED, REJECTED, REJECTED, REJECTED, REJECTED)).toBe(1);
  });
});
