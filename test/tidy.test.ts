import { exists, filesIn, read } from './guards/support/tree';

const code = ['src', 'workflows', 'activities', 'sandbox', 'scripts', 'test'];
const shipped = ['src', 'workflows', 'activities'];
const sources = /\.[cm]?[jt]s$/;

/** Places in the files where the pattern stands, as `file:line: text`. */
function places(files: string[], pattern: RegExp): string[] {
  return files.flatMap((file) =>
    read(file)
      .split('\n')
      .flatMap((line, index) =>
        pattern.test(line) ? [`${file}:${index + 1}: ${line.trim()}`] : [],
      ),
  );
}

describe('the code', () => {
  it('leaves nothing for later without an issue', () => {
    const later = new RegExp(`\\b(${['FIX' + 'ME', 'TO' + 'DO', 'X' + 'XX'].join('|')})\\b`);
    expect(places(filesIn([...code, 'docs'], /\.(md|ya?ml|[cm]?[jt]s)$/), later)).toEqual([]);
  });

  it('keeps files within 300 lines, tests within 400', () => {
    const tooLong = filesIn(code, sources).filter((file) => {
      const limit = file.startsWith('test/') ? 400 : 300;
      return read(file).trimEnd().split('\n').length > limit;
    });
    expect(tooLong).toEqual([]);
  });

  it('never ships a code that the sandbox invented', () => {
    expect(places(filesIn(shipped, /./), /\bA0X[0-9.]/)).toEqual([]);
  });

  it('keeps the sandbox free of our code', () => {
    const ours = /(?:from|import|require)\s*\(?\s*['"][./]*\/(?:src|workflows|activities)\b/;
    expect(places(filesIn(['sandbox'], sources), ours)).toEqual([]);
  });

  it('names no path of one machine', () => {
    const files = filesIn(['.ci', ...code, 'docs'], /./).concat(
      ...['README.md', 'README.ko.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'package.json'],
      ...['Dockerfile', 'docker-compose.yml', '.env.example'],
    );
    const machine = /(?:^|[\s'"`(=])\/(?:work|root|Users|home\/(?!node))(?:\/|\b)/;
    expect(places(files, machine)).toEqual([]);
  });

  it('explains every number in workflows/proxies.ts', () => {
    const lines = read('workflows/proxies.ts').split('\n');
    const unexplained = lines.filter((line, index) => {
      const [statement = '', comment] = line.split('//');
      const isComment = /^\s*(?:\/\*|\*|\/\/)/.test(line);
      if (isComment || !/(?<![\w@])\d/.test(statement)) return false;
      const above = lines[index - 1] ?? '';
      return comment === undefined && !/^\s*\/\/|\*\/\s*$/.test(above);
    });
    expect(unexplained).toEqual([]);
  });

  it('names tests after the guarantee, in the present tense', () => {
    const files = filesIn(['test'], /\.test\.ts$/);
    const wish = /\b(?:it|test)(?:\.each\(.*\))?\(\s*['"`](?:should|will|tests?|works)\b/;
    expect(places(files, wish)).toEqual([]);
  });
});

interface Package {
  license: string;
  engines: { node: string };
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}

describe('the package', () => {
  const manifest = JSON.parse(read('package.json')) as Package;
  const wanted = { ...manifest.dependencies, ...manifest.devDependencies };

  it('pins every dependency to one version', () => {
    const loose = Object.entries(wanted).filter(([, version]) => !/^\d+\.\d+\.\d+/.test(version));
    expect(loose).toEqual([]);
  });

  it('gives every dependency its line in decision 0008', () => {
    const table = read('docs/decisions/0008-dependencies.md');
    const named = (name: string): boolean =>
      table.includes(`\`${name}\``) || /^@(?:types|temporalio|swc)\/|^typescript$/.test(name);
    expect(Object.keys(wanted).filter((name) => !named(name))).toEqual([]);
    const lines = table.split('\n').map((line) => /^\| *(`[^|]+?) *\|/.exec(line)?.[1] ?? '');
    const told = lines.flatMap((cell) => [...cell.matchAll(/`([^`*]+)`/g)].map(([, name]) => name));
    expect(told.length).toBeGreaterThan(15);
    expect(told.filter((name) => wanted[name ?? ''] === undefined)).toEqual([]);
  });

  it('installs nothing in production that nothing imports', () => {
    const imports = filesIn([...shipped, 'scripts', 'sandbox', 'docs'], sources)
      .map(read)
      .join();
    const unused = Object.keys(manifest.dependencies).filter(
      // Temporal's replay loads protobufjs by itself; mysql2 is the driver that Sequelize loads.
      (name) => !/^(?:protobufjs|mysql2)$/.test(name) && !imports.includes(`'${name}`),
    );
    expect(unused).toEqual([]);
  });

  it('installs one version of everything of Temporal', () => {
    const { packages } = JSON.parse(read('package-lock.json')) as {
      packages: Record<string, { version: string; resolved?: string }>;
    };
    const installed = Object.entries(packages)
      .filter(([place]) => /(?:^|\/)node_modules\/@temporalio\/[^/]+$/.test(place))
      .map(([, { version }]) => version);
    const asked = Object.entries(wanted).filter(([name]) => name.startsWith('@temporalio/'));
    expect(installed.length).toBeGreaterThanOrEqual(asked.length);
    expect([...new Set([...installed, ...asked.map(([, version]) => version)])]).toHaveLength(1);
    expect(Object.values(packages).filter(({ resolved }) => resolved?.includes('//'))).toEqual([]);
  });

  it('carries its licence', () => {
    expect(read('LICENSE')).toMatch(/Apache License\s+Version 2\.0, January 2004/);
    expect(manifest.license).toBe('Apache-2.0');
  });

  it.each([
    ...['README.md', 'README.ko.md', 'CONTRIBUTING.md', 'CHANGELOG.md', '.env.example'],
    ...['Dockerfile', 'docker-compose.yml', '.ci/run'],
  ])('has %s', (file) => {
    expect(exists(file)).toBe(true);
  });
});
