import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const { rows } = JSON.parse(readFileSync(new URL('../import-table.json', import.meta.url), 'utf8'));

/** Reports every import that scripts/lint/import-table.json does not allow, and every file without a row. */
export const importTable = {
  create(context) {
    const given = path.relative(root, context.filename).split(path.sep).join('/');
    const [file, folder] = [moduleName(given), path.posix.dirname(given)];
    const row = rows.find(({ files }) => covers(files, file));
    if (row === undefined) {
      return {
        Program: (node) =>
          context.report({ node, message: `${file} has no row in the import table` }),
      };
    }
    const check = (node, source, isType) => {
      const refusal = judge(row, folder, source, isType);
      if (refusal === null) return;
      context.report({ node, message: `${row.row} may not import ${refusal}. ${row.why}` });
    };
    return {
      ImportDeclaration: (node) => check(node, node.source.value, node.importKind === 'type'),
      ExportAllDeclaration: (node) => check(node, node.source.value, node.exportKind === 'type'),
      ExportNamedDeclaration: (node) => {
        if (node.source) check(node, node.source.value, node.exportKind === 'type');
      },
      TSImportType: (node) => check(node, node.source.value, true),
      TSExternalModuleReference: (node) =>
        check(node, node.expression.value, node.parent.importKind === 'type'),
      ImportExpression: (node) => check(node, literal(node.source), false),
      CallExpression: (node) => {
        if (isRequire(node.callee)) check(node, literal(node.arguments[0]), false);
      },
    };
  },
};

/** What is wrong with one import, in words; null when the row allows it. */
function judge(row, folder, source, isType) {
  if (source === null) return row.computed ? null : 'a name that is computed at run time';
  if (!source.startsWith('.')) return judgeForeign(row, source, isType);
  const target = moduleName(path.posix.join(folder, source));
  if (covers(row.ours, target)) return null;
  if (covers(row.ourTypes ?? [], target)) {
    return isType ? null : `${target} by value (import type only)`;
  }
  return target;
}

function judgeForeign(row, source, isType) {
  if (source.startsWith('node:') || builtinModules.includes(source)) {
    return row.node ? null : `the Node module ${source}`;
  }
  const parts = source.split('/');
  const name = source.startsWith('@') ? parts.slice(0, 2).join('/') : parts[0];
  if (row.packages.some((allowed) => matches(allowed, name))) return null;
  if (row.packageTypes?.includes(name)) {
    return isType ? null : `the package ${name} by value (import type only)`;
  }
  return `the package ${name}`;
}

/** An entry that ends with a slash covers a folder (and its index), any other one name. */
function covers(entries, module) {
  return entries.some((entry) =>
    entry.endsWith('/') ? `${module}/`.startsWith(entry) : matches(entry, module),
  );
}

function matches(allowed, name) {
  return allowed.endsWith('*') ? name.startsWith(allowed.slice(0, -1)) : name === allowed;
}

function moduleName(file) {
  return file.replace(/\.(d\.)?[cm]?[jt]s$/, '').replace(/\/index$/, '');
}

function literal(node) {
  return typeof node?.value === 'string' ? node.value : null;
}

/** `require.resolve` is left out: it names a file (the bundle) and loads nothing. */
function isRequire(callee) {
  return callee.type === 'Identifier' && callee.name === 'require';
}
