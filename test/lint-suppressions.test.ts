import { bareSuppressions } from './guards/support/suppressions';
import { filesIn, read } from './guards/support/tree';

const folders = ['src', 'workflows', 'activities', 'sandbox', 'scripts', 'test', 'docs'];
/** The planted ones below stand here. */
const thisFile = 'test/lint-suppressions.test.ts';

/** A blanket suppression would silence a lint rule against itself, so this guard reads the text. */
describe('a suppression', () => {
  it('names its rule and its reason, everywhere', () => {
    const files = filesIn(folders, /\.[cm]?[jt]s$/).filter((file) => file !== thisFile);
    const bare = files.flatMap((file) =>
      bareSuppressions(read(file)).map((remark) => `${file}:${remark}`),
    );
    expect(files.length).toBeGreaterThan(20);
    expect(bare).toEqual([]);
  });

  it.each([
    '// oxlint-disable',
    '/* oxlint-disable */',
    '/* eslint-disable no-console */',
    '// oxlint-disable-next-line',
    '// oxlint-disable-next-line no-console',
    '// oxlint-disable-next-line no-console --',
    '// oxlint-disable-next-line -- it is better this way',
    '// oxlint-disable-line no-console -- because',
    '// oxlint-disable-next-line onjeon/import-table -- the table is in the way here',
    '// oxlint-disable-next-line onjeon/money-arithmetic -- this sum is small enough',
    '// @ts-ignore',
    '// @ts-ignore TS2345 -- the types of the package are wrong',
    '// @ts-nocheck',
    '// @ts-expect-error',
    '// @ts-expect-error -- the types of the package are wrong',
    '// prettier-ignore',
    '/* istanbul ignore next */',
    'const a = f(); // eslint-disable-line no-eval',
  ])('is refused as %s', (comment) => {
    expect(bareSuppressions(`const a = 1;\n${comment}\n`)).toEqual([`2: ${comment}`]);
  });

  it.each([
    '// oxlint-disable-next-line no-control-regex -- control characters are what it looks for',
    '// oxlint-disable-next-line no-var, no-redeclare -- a global is declared with var only',
    '// @ts-expect-error TS2345 -- the wrong type is what the test is about',
    '// prettier-ignore -- the table is read by columns',
    'const text = "disable";',
  ])('is accepted as %s', (comment) => {
    expect(bareSuppressions(comment)).toEqual([]);
  });
});
