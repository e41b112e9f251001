import { stringify } from 'csv-stringify/sync';
import type { Answer } from './route';

/** Media type of a table for spreadsheets; among a route's `produces` it comes behind JSON. */
export const CSV_TYPE = 'text/csv';

/** One value of a table. Numbers stay numbers; null is an empty cell. */
export type Cell = string | number | null;

/** A table: the heading of each column, and how its cell is read from a row. */
export interface CsvTable<Row> {
  /** Name under which a browser stores it, without its ending. */
  readonly name: string;
  readonly columns: Readonly<Record<string, (row: Row) => Cell>>;
  readonly rows: readonly Row[];
}

/**
 * A table as RFC 4180 text: UTF-8 with a byte order mark, without which Excel misreads Hangul. A text that a spreadsheet
 * would run as a formula is preceded by an apostrophe, as OWASP advises; line breaks and tabs inside a cell become blanks.
 */
export function csvText<Row>({ columns, rows }: Omit<CsvTable<Row>, 'name'>): string {
  const cells = Object.values(columns);
  return stringify(
    [Object.keys(columns), ...rows.map((row) => cells.map((read) => oneLine(read(row))))],
    { bom: true, escape_formulas: true, record_delimiter: 'windows' },
  );
}

/** The table as the answer of a route that produces `text/csv` beside JSON and was asked for it (`call.mediaType`). */
export function csvAnswer<Row>(
  table: CsvTable<Row>,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return {
    status: 200,
    contentType: CSV_TYPE,
    body: csvText(table),
    headers: { ...headers, 'Content-Disposition': `attachment; filename="${table.name}.csv"` },
  };
}

/** Blanks around a text go as well: some spreadsheets drop them and then see a formula. */
function oneLine(cell: Cell): Cell {
  return typeof cell === 'string' ? cell.replace(/\s+/gu, ' ').trim() : cell;
}
