/** One planted violation: the file it stands in, its text, and the remark that must answer it. */
export interface Plant {
  file: string;
  code: string;
  rule: string;
  says: string;
}

/** Violations of the import table: per row the files and what each may not import. */
export function forbiddenImports(rows: Record<string, [code: string, says: string][]>): Plant[] {
  return Object.entries(rows).flatMap(([file, imports]) =>
    imports.map(([code, says]) => ({ file, code, rule: 'onjeon(import-table)', says })),
  );
}

/** Puts plants that share a file together, so that one run of the linter sees them all. */
export function toFiles(plants: Pick<Plant, 'file' | 'code'>[]): Record<string, string> {
  const files: Record<string, string> = {};
  for (const { file, code } of plants) files[file] = `${files[file] ?? ''}${code}\n`;
  return files;
}
