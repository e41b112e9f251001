import { AGE_ALARMS } from '../src/domain/ages';
import { RUNBOOK_PAGES, runbookFile } from '../src/domain/runbook';
import { exists, filesIn, read } from './guards/support/tree';

const pages = filesIn(['docs/runbook'], /\.md$/).filter((file) => !file.endsWith('/README.md'));
const LIST = 'src/domain/runbook.ts';
const code = filesIn(['src', 'activities', 'scripts'], /\.ts$/)
  .filter((file) => file !== LIST)
  .map(read)
  .join('\n');

describe('the runbook', () => {
  it('has a page for every alarm, and no other', () => {
    expect(pages.toSorted()).toEqual(RUNBOOK_PAGES.map(runbookFile).toSorted());
  });

  it.each([...RUNBOOK_PAGES])('is named by the code that alarms: %s', (page) => {
    expect(code).toContain(`'${page}'`);
  });

  it.each(pages)('says what it means, where to look and what to do: %s', (page) => {
    const parts = [...read(page).matchAll(/^\*\*(.+?)\.\*\*/gm)].map(([, part]) => part);
    expect(parts).toEqual(['Means', 'Look here', 'Do this']);
  });

  it('lists every page in its index', () => {
    const index = read('docs/runbook/README.md');
    expect(RUNBOOK_PAGES.filter((page) => !index.includes(`(${page}.md)`))).toEqual([]);
  });

  it('names only calls of staff that exist', () => {
    const routes = filesIn(['src/http/routes'], /\.ts$/).map(read).join('\n');
    const calls = pages.flatMap((page) =>
      [...read(page).matchAll(/(?:GET|POST) (\/v1\/(?:ops|cs)\/[a-z/-]+)/g)].map(
        ([, path]) => path,
      ),
    );
    expect(calls.length).toBeGreaterThan(10);
    const known = (path: string) =>
      routes.includes(path.replace(/\/$/, '')) ||
      routes.includes(path.replace(/\/(?:pause|resume)$/, '/${action}'));
    expect(calls.filter((path) => !known(path ?? ''))).toEqual([]);
  });

  it('is where every age alarm leads, and nothing else is linked from the code', () => {
    for (const { page } of Object.values(AGE_ALARMS)) expect(exists(runbookFile(page))).toBe(true);
    expect(code).not.toMatch(/docs\/runbook/);
  });
});
