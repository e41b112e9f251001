import path from 'node:path';
import { loadConfig } from '../src/config';
import { ERROR_KINDS } from '../src/domain/errors';
import { FAILURES } from '../src/domain/failure';
import { exists, filesIn, read } from './guards/support/tree';

const pages = filesIn(['docs'], /\.md$/).concat(
  ...['README.md', 'README.ko.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
);

/** The text of a page without its code blocks: what stands there is neither a heading nor a link. */
function prose(page: string): string {
  return read(page).replace(/^ *```[\s\S]*?^ *```/gm, '');
}

function headings(page: string): string[] {
  return [...prose(page).matchAll(/^#{1,6} +(.+?) *$/gm)].map(([, text = '']) => text);
}

/** GitHub's anchor of a heading. */
function anchor(heading: string): string {
  const plain = heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '');
  return plain.replace(/\s/g, '-');
}

function deadLinks(page: string): string[] {
  const links = [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  return links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [file = '', fragment] = link.split('#');
    const target = file === '' ? page : path.posix.join(path.posix.dirname(page), file);
    if (!exists(target)) return true;
    return fragment !== undefined && !headings(target).map(anchor).includes(fragment);
  });
}

describe('the documents', () => {
  it.each(pages)('link to nothing that is gone: %s', (page) => {
    expect(deadLinks(page)).toEqual([]);
  });

  it.each(['docs/STYLE.md'])('say for every rule what enforces it: %s', (page) => {
    const rules = read(page).split(/^### /m).slice(1);
    const silent = rules.filter((rule) => !/^_Enforced by:_ \S/m.test(rule));
    expect(rules.length).toBeGreaterThan(15);
    expect(silent).toEqual([]);
  });

  it('number the decisions, and give each its four parts', () => {
    const decisions = filesIn(['docs/decisions'], /\/\d{4}-.*\.md$/).sort();
    expect(decisions.length).toBeGreaterThanOrEqual(10);
    decisions.forEach((page, index) => {
      expect(path.basename(page)).toMatch(new RegExp(`^${String(index + 1).padStart(4, '0')}-`));
      const parts = ['Context', 'Choice', 'Rejected', 'Consequence'];
      expect(headings(page)).toEqual(expect.arrayContaining(parts));
    });
  });
});

describe('docs/errors', () => {
  const errors = headings('docs/errors/README.md');
  const codes = Object.keys(ERROR_KINDS);
  const failures = Object.keys(FAILURES);

  it.each([...new Set([...codes, ...failures])])('has one heading for %s', (code) => {
    expect(errors.filter((heading) => heading === code)).toHaveLength(1);
  });

  it('has no heading for a code that is gone', () => {
    const told = errors.filter((heading) => /^[A-Z_]+$/.test(heading));
    expect(told.filter((code) => ![...codes, ...failures].includes(code))).toEqual([]);
  });
});

describe('.env.example', () => {
  /** Every name that loadConfig asks for, whichever way it goes. */
  function variablesRead(): Set<string> {
    const names = new Set<string>();
    for (const mode of ['production', 'development']) {
      const env = new Proxy({} as Record<string, string | undefined>, {
        get: (_, name: string) => {
          names.add(name);
          return name === 'NODE_ENV' ? mode : undefined;
        },
      });
      expect(() => loadConfig(env)).toThrow('problem');
    }
    return names;
  }

  /** `# A sentence.` lines, then `NAME=value`, commented out or not. */
  function documented(): Map<string, string> {
    const found = new Map<string, string>();
    let sentence = '';
    for (const line of read('.env.example').split('\n')) {
      const [, name] = /^#? ?([A-Z][A-Z0-9_]+)=/.exec(line) ?? [];
      if (name !== undefined) found.set(name, sentence);
      else if (line.startsWith('#')) sentence += line;
      else sentence = '';
    }
    return found;
  }

  it('has every variable that the configuration reads, with a sentence', () => {
    const there = documented();
    const silent = [...variablesRead()].filter((name) => (there.get(name)?.length ?? 0) < 15);
    expect(silent).toEqual([]);
  });

  it('has no variable that nobody reads', () => {
    const known = filesIn(['src', 'sandbox', 'scripts'], /\.[cm]?[jt]s$/)
      .map(read)
      .join('\n');
    const unread = [...documented().keys()].filter((name) => !known.includes(name));
    expect(unread).toEqual([]);
  });
});
