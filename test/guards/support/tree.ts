import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(__dirname, '../../..');
const generated = new Set(['node_modules', 'dist', 'coverage', '.git', '.onjeon', '.onjeon-test']);

/** The text of a file of the repository; a missing file fails the test that asks for it. */
export function read(file: string): string {
  return readFileSync(path.join(root, file), 'utf8');
}

/** Whether a path exists in the repository. */
export function exists(file: string): boolean {
  return statSync(path.join(root, file), { throwIfNoEntry: false }) !== undefined;
}

/** All files below the given folders whose name ends as asked, as paths from the root. */
export function filesIn(folders: string[], ends: RegExp): string[] {
  return folders.flatMap((folder) => walk(folder)).filter((file) => ends.test(file));
}

function walk(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true })
    .filter(({ name }) => !generated.has(name))
    .flatMap((entry) => {
      const inner = path.posix.join(folder, entry.name);
      return entry.isDirectory() ? walk(inner) : [inner];
    });
}
