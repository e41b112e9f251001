import { CODES, knownVerdict, saysClosed, verdictOf } from '../../../src/adapters/nh-bank/codes';

const lists = {
  refusalCodes: { BOTH1: 'BANK_REFUSED', BOTH2: 'BANK_REFUSED', MAINT: 'BANK_MAINTENANCE' },
  notFoundCodes: ['BOTH1'],
  duplicateCodes: ['BOTH2'],
} as const;

describe('a code in two lists', () => {
  it('has the meaning that proves less', () => {
    expect(verdictOf('BOTH1', 'DrawingTransfer', lists)).toMatchObject({ because: 'UNDECIDED' });
    expect(verdictOf('BOTH2', 'DrawingTransfer', lists)).toMatchObject({ because: 'DUPLICATE' });
  });

  it("keeps NH's own meaning", () => {
    const refusals = { refusalCodes: { AT999: 'BANK_REFUSED', AC081: 'BANK_REFUSED' } } as const;
    const wrong = { ...lists, ...refusals };
    expect(verdictOf('AT999', 'DrawingTransfer', wrong)).toMatchObject({ because: 'UNDECIDED' });
    expect(verdictOf('AC081', 'DrawingTransfer', wrong)).toMatchObject({ because: 'DUPLICATE' });
  });
});

describe('a code in no list', () => {
  it.each(['ZZ001', 'constructor', '__proto__', 'toString'])('%s is not known', (code) => {
    expect(knownVerdict(code, 'DrawingTransfer', lists)).toBeNull();
    expect(verdictOf(code, 'DrawingTransfer', lists)).toEqual({
      class: 'UNKNOWN',
      because: 'UNDECIDED',
    });
  });
});

describe('the table', () => {
  it('says of each code in a sentence what it means, and holds none that was invented', () => {
    for (const [code, { means }] of Object.entries(CODES)) {
      expect(code).toMatch(/^[A-Z0-9]{5}$/);
      expect(code).not.toMatch(/X/);
      expect(means).toMatch(/^[A-Z].*\.$/);
    }
  });

  it('tells a closed bank by what the code means, also for a code of the contract', () => {
    expect(saysClosed('BANK_MAINTENANCE')).toBe(true);
    expect(saysClosed('BANK_REFUSED')).toBe(false);
  });
});
