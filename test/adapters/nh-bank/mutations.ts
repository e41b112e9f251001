import { encode } from 'iconv-lite';
import fc from 'fast-check';
import { CODES } from '../../../src/adapters/nh-bank/codes';
import { ACCOUNT, FIN_ACNO, TOKEN } from '../../support/fake-bank';

/**
 * An answer as a list of fields, so that one may stand twice, and what is done to its bytes in the
 * end.
 */
export interface Draft {
  readonly header: ReadonlyArray<readonly [name: string, value: unknown]>;
  readonly body: ReadonlyArray<readonly [name: string, value: unknown]>;
}

/** An answer after everything that was done to it. */
export interface Mutated {
  readonly bytes: Buffer;
  readonly status: number;
}

type Change = (draft: Draft) => Draft;
type Field = Draft['body'][number];

const CODE = fc.oneof(
  fc.constantFrom('00000', 'R0001', 'N0001', 'A0050'),
  fc.constantFrom(...Object.keys(CODES), 'R0001', 'R0002', 'N0001', 'D0001', 'ZZ001', 'ZZ002'),
  fc.constantFrom(' 00000', '00000 ', '0', '000000', '', 'r0001'),
);

/** Values that an answer about another transfer, another type of server or a bug would carry. */
const FOREIGN = fc.oneof(
  fc.constantFrom<unknown>(null, '', 0, 15_000, true, [], {}, ['00000'], { z: '00000' }),
  fc.constantFrom('15001', '0000000000015000.00', '0000000000015000.50', '-15000', ' 15000', '1e4'),
  fc.constantFrom('20260102091500000005', '20260103', 'DrawingTransfer', '999998', '002'),
  fc.constantFrom(ACCOUNT, '3020000000902', FIN_ACNO, FIN_ACNO.replace(/1$/, '2'), TOKEN),
  fc.string(),
);

const SENSITIVE = fc
  .constantFrom(ACCOUNT, FIN_ACNO, TOKEN, TOKEN.toUpperCase(), '302-0000-0009-01')
  .chain((secret) =>
    fc
      .tuple(fc.string(), fc.string())
      .map(([before, after]) => `${before}계좌 ${secret} 오류${after}`),
  );

/** Fields that stand beside the header, where no answer to a transfer needs them. */
const NAMES = ['FinAcno', 'Acno', 'Tram', 'Bncd', 'Pcrs', 'Prtm', 'OrtrIsTuno', 'WebUrl', 'Z'];

/**
 * Changes the n-th field of the header or the body by `change`, which answers the fields in its
 * place.
 */
function onField(
  where: number,
  change: (field: readonly [string, unknown]) => Draft['body'],
): Change {
  return ({ header, body }) => {
    const at = where % (header.length + body.length || 1);
    const inHeader = at < header.length;
    const apply = (fields: Draft['body'], index: number): Draft['body'] =>
      fields.flatMap((field, i) => (i === index ? change(field) : [field]));
    return {
      header: inHeader ? apply(header, at) : header,
      body: inHeader ? body : apply(body, at - header.length),
    };
  };
}

function setHeader(set: Field): Change {
  return (draft) => ({
    ...draft,
    header: draft.header.map((field) => (field[0] === set[0] ? set : field)),
  });
}

function addToBody(field: Field): Change {
  return (draft) => ({ ...draft, body: [...draft.body, field] });
}

const WHERE = fc.nat({ max: 40 });

const CHANGE: fc.Arbitrary<Change> = fc.oneof(
  WHERE.map((where) => onField(where, () => [])),
  fc.tuple(WHERE, FOREIGN).map(([where, v]) => onField(where, ([name]) => [[name, v]])),
  fc.tuple(WHERE, FOREIGN).map(([where, v]) => onField(where, (field) => [field, [field[0], v]])),
  WHERE.map((where) => onField(where, (field) => [field, field])),
  fc.tuple(WHERE, fc.constantFrom(' ', '\t')).map(([where, blank]) =>
    onField(where, ([name, value]) => [
      [name, value],
      [`${name.toUpperCase()}${blank}`, value],
    ]),
  ),
  WHERE.map((where) => onField(where, ([name, value]) => [[` ${name.toLowerCase()}`, value]])),
  CODE.map((code) => setHeader(['Rpcd', code])),
  CODE.map((code) => addToBody(['Pcrs', code])),
  fc
    .tuple(fc.constantFrom(...NAMES), fc.oneof(FOREIGN, SENSITIVE))
    .map(([name, value]) => addToBody([name, value])),
  SENSITIVE.map((said) => setHeader(['Rsms', said])),
);

type OnBytes = (text: string) => Buffer;

const BYTES: fc.Arbitrary<OnBytes> = fc.oneof(
  { weight: 12, arbitrary: fc.constant<OnBytes>((text) => Buffer.from(text)) },
  fc.constant<OnBytes>((text) => encode(text, 'euc-kr')),
  fc.constant<OnBytes>((text) => Buffer.from(`\uFEFF${text}`)),
  fc.constant<OnBytes>((text) => Buffer.from(text, 'utf16le')),
  fc.constant<OnBytes>((text) => Buffer.from(`<html><body>${text}</body></html>`)),
  fc.nat().map<OnBytes>((n) => (text) => {
    const bytes = Buffer.from(text);
    return bytes.subarray(0, n % (bytes.length + 1));
  }),
  fc.tuple(fc.nat(), fc.nat({ max: 255 })).map<OnBytes>(([n, byte]) => (text) => {
    const bytes = Buffer.from(text);
    bytes[n % bytes.length] = byte;
    return bytes;
  }),
  fc.nat({ max: 2_000 }).map<OnBytes>((n) => (text) => Buffer.from(text + 'x'.repeat(n))),
  fc.nat({ max: 2_000 }).map<OnBytes>((n) => (text) => Buffer.from(text + ' '.repeat(n))),
);

const STATUS = fc.oneof(
  { weight: 9, arbitrary: fc.constant(200) },
  fc.constantFrom(201, 301, 307, 400, 401, 403, 404, 429, 500, 502, 503, 504),
);

/** Between none and four changes to an answer, and what a network may do to its bytes. */
export function mutated(draft: Draft): fc.Arbitrary<Mutated> {
  return fc
    .tuple(fc.array(CHANGE, { maxLength: 4 }), BYTES, STATUS)
    .map(([changes, toBytes, status]) => {
      const changed = changes.reduce((before, change) => change(before), draft);
      return { bytes: toBytes(textOf(changed)), status };
    });
}

function textOf({ header, body }: Draft): string {
  const fields = (list: Draft['body']): string[] =>
    list.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value ?? null)}`);
  return `{${[`"Header":{${fields(header).join(',')}}`, ...fields(body)].join(',')}}`;
}
