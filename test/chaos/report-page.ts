import type { Report } from './report';

/** A run as a page of Markdown. */
export function pageOf(report: Report): string {
  const { seed, commit, minutes, mode, cores, outcome } = report;
  return [
    `# Chaos run \`${seed}\`: ${outcome}`,
    '',
    `Commit \`${commit}\`, ${report.startedAt}, ${minutes} min of load and faults on ${cores} cores, mode ${mode}.`,
    `Repeat it: \`npm run chaos -- --seed ${seed} --minutes ${minutes} --mode ${mode}\`.`,
    '',
    `**${report.violations.length} violations. Canary ${report.canaryFound ? 'found' : 'missed'}.** ` +
      `All work had ended ${report.livenessSeconds} s after the faults stopped.`,
    '',
    ...section('Violations', ['invariant', 'of', 'what'], violationRows(report)),
    ...stories(report),
    ...section('Floors', ['counted', 'reached', 'wanted', ''], floorRows(report)),
    ...section('Faults', ['class', 'events'], Object.entries(report.faults)),
    ...section('Counts', ['what', 'number'], Object.entries(report.counts)),
    ...section(
      'Answers, in ms',
      ['call', 'number', 'p50', 'p90', 'p99', 'max'],
      Object.entries(report.latenciesMs).map(([name, row]) => [name, ...Object.values(row)]),
    ),
    ...section(
      'From the first doubt to the end, in s',
      ['number', 'p50', 'p90', 'p99', 'max'],
      [Object.values(report.unknownToEndSeconds)],
    ),
    ...section('Settings', ['name', 'value'], Object.entries(report.settings)),
  ].join('\n');
}

function violationRows({ violations }: Report): string[][] {
  return violations.map(({ invariant, subject, message }) => [invariant, subject, message]);
}

function stories({ stories: told }: Report): string[] {
  return Object.entries(told).flatMap(([id, lines]) => [
    `### Story of ${id}`,
    '',
    '```text',
    ...lines,
    '```',
    '',
  ]);
}

function floorRows({ floors }: Report): (string | number)[][] {
  return floors.map(({ name, reached, wanted }) => [
    ...[name, reached, wanted, reached < wanted ? 'missed' : 'met'],
  ]);
}

function section(
  title: string,
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly (string | number)[]): string => `| ${cells.join(' | ')} |`;
  return [`## ${title}`, '', line(head), line(head.map(() => '---')), ...rows.map(line), ''];
}
