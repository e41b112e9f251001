import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Remark } from './guards/support/lint';
import { lintTree } from './guards/support/lint';
import { toFiles } from './guards/support/plant';
import { cleanTree } from './guards/violations/clean';
import { importViolations } from './guards/violations/imports';
import { ruleViolations } from './guards/violations/rules';

const root = path.resolve(__dirname, '..');
/** A neighbour for plants that need something to import. */
const stubs = ['src/http', 'src/domain', 'workflows'].map((folder) => ({
  file: `${folder}/stub.ts`,
  code: 'export type Stub = number;\nexport const stub = 1;',
}));

/** Each run has a tree of its own: plants of the table break no rule but the table. */
describe('the linter, with our configuration', () => {
  let ofImports: Remark[];
  let ofRules: Remark[];

  beforeAll(async () => {
    ofImports = await lintTree(toFiles(importViolations));
    ofRules = await lintTree(toFiles([...stubs, ...ruleViolations]));
  }, 120_000);

  it.each(importViolations)('reports, in $file: $says', ({ file, rule, says }) => {
    const told = ofImports.filter((remark) => remark.file === file && remark.rule === rule);
    expect(told.map(({ message }) => message)).toContainEqual(expect.stringContaining(says));
  });

  it('reports each forbidden import once', () => {
    const told = ofImports.filter(({ rule }) => rule === 'onjeon(import-table)');
    expect(told).toHaveLength(importViolations.length);
  });

  it.each(ruleViolations)('reports $rule in $file: $says', ({ file, rule, says }) => {
    const told = ofRules.filter((remark) => remark.file === file && remark.rule === rule);
    expect(told.map(({ message }) => message)).toContainEqual(expect.stringContaining(says));
  });

  it.each([...new Set(ruleViolations.map(({ file }) => file))])(
    'reports as many remarks in %s as were planted',
    (file) => {
      const ours = (rule: string): boolean => rule.startsWith('onjeon(');
      const planted = ruleViolations.filter((plant) => plant.file === file && ours(plant.rule));
      const told = ofRules.filter((remark) => remark.file === file && ours(remark.rule));
      expect(told).toHaveLength(planted.length);
    },
  );

  it('says nothing about the clean tree', async () => {
    expect(await lintTree(cleanTree)).toEqual([]);
  }, 120_000);
});

describe('the fixture', () => {
  const config = JSON.parse(withoutComments(read('.oxlintrc.json'))) as LintConfig;
  const table = JSON.parse(read('scripts/lint/import-table.json')) as ImportTable;

  it('plants a violation for every rule that the configuration names', () => {
    const named = [config, ...config.overrides].flatMap(({ rules }) => Object.entries(rules));
    const on = named.filter(([, setting]) => setting !== 'off').map(([rule]) => remarkName(rule));
    const planted = [...importViolations, ...ruleViolations].map(({ rule }) => rule);
    expect(planted).toEqual(expect.arrayContaining(on));
  });

  it('plants a violation for every row of the import table but the one that allows everything', () => {
    const rows = table.rows.filter(({ ours }) => ours[0] !== '*').map(({ row }) => row);
    const says = importViolations.map(({ says: text }) => text);
    const missing = rows.filter((row) => !says.some((text) => text.startsWith(`${row} may not`)));
    expect(missing).toEqual([]);
  });
});

interface LintConfig {
  rules: Record<string, unknown>;
  overrides: { rules: Record<string, unknown> }[];
}
interface ImportTable {
  rows: { row: string; ours: string[] }[];
}

function read(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

function withoutComments(text: string): string {
  return text.replace(/^\s*\/\/.*$/gm, '');
}

/** `import/no-cycle` in the configuration is `import(no-cycle)` in a remark. */
function remarkName(rule: string): string {
  const [plugin, name] = rule.split('/');
  return name === undefined ? `eslint(${plugin})` : `${plugin}(${name})`;
}
