/**
 * Why the bank refuses, as the codes it sends. Those with an X are invented, since NH publishes none
 * of them; real codes never look so.
 */
export const REFUSAL = {
  header: 'A0X01',
  credential: 'A0X02',
  sendDate: 'A0X03',
  serviceCode: 'A0X04',
  field: 'A0X05',
  notCallable: 'A0X06',
  insufficientBalance: 'A0X10',
  contractShort: 'A0X11',
  accountClosed: 'A0X12',
  limitExceeded: 'A0X13',
  unknownAccount: 'A0X14',
  unknownFinAccount: 'A0X15',
  birthDate: 'A0X16',
  noSuchOriginal: 'A0X40',
  duplicateOnTestBed: 'A0X41',
  alreadyRegistered: 'A0013',
  duplicate: 'AC081',
  closedHours: 'AC002',
} as const;
