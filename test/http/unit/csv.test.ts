import { csvAnswer, csvText } from '../../../src/http/csv';

const ONE = { text: (row: { text: string | number | null }) => row.text };
const cellOf = (text: string | number | null): string =>
  csvText({ columns: ONE, rows: [{ text }] })
    .split('\r\n')
    .slice(1, -1)
    .join('\r\n');

describe('a table for spreadsheets', () => {
  it('begins with a byte order mark and its headings, and ends every line as RFC 4180 says', () => {
    const columns = {
      이름: (row: { n: number }) => `줄 ${row.n}`,
      금액: (row: { n: number }) => row.n,
    };
    const text = csvText({ columns, rows: [{ n: 1 }, { n: -2 }] });
    expect(text).toBe('\uFEFF이름,금액\r\n줄 1,1\r\n줄 -2,-2\r\n');
  });

  it.each([
    ['=1+1', "'=1+1"],
    ['+82', "'+82"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['  =1+1', "'=1+1"],
    ['\t=1+1', "'=1+1"],
    ['\r\n=1+1', "'=1+1"],
    ['＝1+1', "'＝1+1"],
    ['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"")"'],
  ])('never hands out %j as a formula', (text, cell) => {
    expect(cellOf(text)).toBe(cell);
  });

  it('keeps a cell one cell: quotes, separators and line breaks do not end it', () => {
    expect(cellOf('a,"b"\r\n=c')).toBe('"a,""b"" =c"');
    expect(cellOf(null)).toBe('');
  });

  it('is answered as a file to store', () => {
    const answer = csvAnswer({ name: 'payments', columns: ONE, rows: [] }, { Link: '<x>' });
    expect(answer).toMatchObject({
      ...{ status: 200, contentType: 'text/csv' },
      headers: { Link: '<x>', 'Content-Disposition': 'attachment; filename="payments.csv"' },
    });
  });
});
