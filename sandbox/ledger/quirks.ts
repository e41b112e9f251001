import type { Quirks } from './model';

/** The plain reading of NH's documents. */
export const NO_QUIRKS: Quirks = {
  rsmsBlank: false,
  listKey: 'REC',
  countKey: 'Iqtcnt',
  paddedNumbers: false,
  nullSmr: false,
  bareDebit: false,
  successText: 1,
  shuffleKeys: false,
  notFoundInPcrs: false,
  bank010: false,
  errorsWithoutBody: false,
  historyByFinAcno: false,
};

/** Sets under one name: what public samples of each environment show, taken together. */
export const QUIRK_SETS: Readonly<Record<string, Quirks>> = {
  none: NO_QUIRKS,
  'testbed-like': {
    ...NO_QUIRKS,
    rsmsBlank: true,
    nullSmr: true,
    successText: 3,
    shuffleKeys: true,
    bank010: true,
  },
  'production-like': {
    ...NO_QUIRKS,
    listKey: 'Rec',
    countKey: 'IqtCnt',
    paddedNumbers: true,
    bareDebit: true,
    successText: 2,
    notFoundInPcrs: true,
    errorsWithoutBody: true,
    historyByFinAcno: true,
  },
};
