import type { CallKind } from '../faults/catalogue';
import type { Quirks } from '../ledger/model';

/** How a field of a request is checked; text is measured in EUC-KR bytes. */
export interface FieldSpec {
  readonly width: number;
  readonly need: 'M' | 'O';
  readonly form: 'text' | 'digits' | 'amount' | 'day';
  /** Exactly `width` long rather than at most. */
  readonly exact?: boolean;
  readonly oneOf?: readonly string[];
}

/** One API of the bank. */
export interface ApiSpec {
  readonly kind: CallKind;
  /** The code that `ApiSvcCd` must carry, unless configured otherwise. */
  readonly serviceCode: string;
  readonly onTestBed: 'callable' | 'missing';
  readonly fields: Readonly<Record<string, FieldSpec>>;
}

const text = (width: number): FieldSpec => ({ width, need: 'O', form: 'text' });
const must = (spec: FieldSpec): FieldSpec => ({ ...spec, need: 'M' });
const digits = (width: number): FieldSpec => ({ width, need: 'M', form: 'digits' });
const optional = (spec: FieldSpec): FieldSpec => ({ ...spec, need: 'O' });

const FinAcno = must(text(30));
const Bncd: FieldSpec = { ...digits(3), exact: true };
const Acno = digits(20);
const Tram: FieldSpec = { width: 15, need: 'M', form: 'amount' };
const BrdtBrno = digits(10);
const Rgno = must(text(20));
const day: FieldSpec = { width: 8, need: 'M', form: 'day' };
const Tlno = optional(digits(13));
const texts = { DractOtlt: text(25), MractOtlt: text(25) };
const original = { OrtrYmd: day, OrtrIsTuno: must(text(20)) };

const opening = { kind: 'o', serviceCode: 'DrawingTransferA', onTestBed: 'callable' } as const;
const asking = { kind: 'q', serviceCode: 'DrawingTransferA', onTestBed: 'callable' } as const;
const deposit = { kind: 't', serviceCode: 'ReceivedTransferA', onTestBed: 'callable' } as const;

/** The APIs this bank answers; any other name is a 404. */
export const APIS: Readonly<Record<string, ApiSpec>> = {
  OpenFinAccountDirect: {
    ...opening,
    fields: { DrtrRgyn: { ...must(text(1)), oneOf: ['Y'] }, BrdtBrno, Bncd, Acno },
  },
  CheckOpenFinAccountDirect: { ...asking, fields: { Rgno, BrdtBrno } },
  CloseFinAccount: { ...opening, onTestBed: 'missing', fields: { FinAcno, Tlno, BrdtBrno } },
  InquireFinAccountStatus: { ...asking, onTestBed: 'missing', fields: { FinAcno, Tlno, BrdtBrno } },
  InquireBalance: { ...asking, serviceCode: 'ReceivedTransferA', fields: { FinAcno } },
  InquireDepositorAccountNumber: { ...asking, fields: { Bncd, Acno } },
  InquireDepositorOtherBank: { ...asking, fields: { Bncd, Acno, Tram: optional(Tram) } },
  DrawingTransfer: { ...opening, kind: 't', fields: { FinAcno, Tram, ...texts } },
  CheckOnDrawingTransfer: {
    ...asking,
    serviceCode: '01D_001_00',
    onTestBed: 'missing',
    fields: { FinAcno, Tram, ...original },
  },
  ReceivedTransferAccountNumber: { ...deposit, fields: { Bncd, Acno, Tram, ...texts } },
  ReceivedTransferOtherBank: {
    ...deposit,
    fields: { Bncd, Acno, Tram, ...texts, MractOtlt: must(text(25)) },
  },
  ReceivedTransferFinAccount: {
    ...deposit,
    onTestBed: 'missing',
    fields: { FinAcno, Tram, ...texts, MractOtlt: must(text(25)) },
  },
  CheckOnReceivedTransfer: {
    ...asking,
    serviceCode: '02M_001_00',
    onTestBed: 'missing',
    fields: {
      FinAcno: optional(FinAcno),
      Bncd: optional(Bncd),
      Acno: optional(Acno),
      Tram,
      ...original,
    },
  },
  InquireTransactionHistory: {
    ...asking,
    serviceCode: 'ReceivedTransferA',
    fields: {
      Bncd,
      Acno,
      Insymd: day,
      Ineymd: day,
      TrnsDsnc: { ...text(1), oneOf: ['A', 'M', 'D'] },
      Lnsq: { ...text(10), oneOf: ['ASC', 'DESC'] },
      PageNo: optional(digits(4)),
      Dmcnt: digits(10),
    },
  },
};

/** The fields of a request, as the quirks of the environment have them. */
export function fieldsOf(api: string, quirks: Quirks): Readonly<Record<string, FieldSpec>> {
  const fields = APIS[api]?.fields ?? {};
  if (api !== 'InquireTransactionHistory' || !quirks.historyByFinAcno) return fields;
  const { Bncd: _bank, Acno: _account, ...rest } = fields;
  return { FinAcno, ...rest };
}
