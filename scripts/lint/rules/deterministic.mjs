/** Why each name is out of reach of a workflow and of the domain. */
const forbidden = {
  setTimeout: 'a timer',
  setInterval: 'a timer',
  setImmediate: 'a timer',
  queueMicrotask: 'a timer',
  performance: 'a clock',
  crypto: 'randomness',
  fetch: 'the network',
  process: 'Node',
  Buffer: 'Node',
  require: 'Node',
  __dirname: 'Node',
  __filename: 'Node',
  AbortSignal: 'a timer',
  globalThis: 'a way round this rule',
  eval: 'a way round this rule',
};

/**
 * Keeps clock, randomness, timers, Node and dynamic import out of workflows/ and src/domain: a replay
 * must take the same way twice. What Temporal offers for workflows (`sleep`, `condition`, `uuid4`) is
 * imported by name and therefore not met here.
 */
export const deterministic = {
  create(context) {
    const report = (node, what) =>
      context.report({ node, message: `${what} gives another answer in a replay: hand it in` });
    return {
      ImportExpression: (node) => report(node, 'Dynamic import()'),
      'Program:exit': () => {
        for (const identifier of globalValues(context.sourceCode.scopeManager.globalScope)) {
          const what = verdict(identifier);
          if (what !== null) report(identifier, what);
        }
      },
    };
  },
};

function globalValues(scope) {
  const declared = [...scope.set.values()].filter(({ defs }) => defs.length === 0);
  const references = [...scope.through, ...declared.flatMap((variable) => variable.references)];
  return [...new Set(references.map(({ identifier }) => identifier))].filter(
    ({ parent }) => !parent.type.startsWith('TSType') && parent.type !== 'TSQualifiedName',
  );
}

function verdict(identifier) {
  const { name, parent } = identifier;
  if (Object.hasOwn(forbidden, name)) return `${name} (${forbidden[name]})`;
  if (name === 'Date' && !isPureDate(identifier, parent))
    return 'Date without a given time (a clock)';
  if (name === 'Math' && !isPureMath(identifier, parent)) return 'Math.random (randomness)';
  return null;
}

/** Turning a given time into parts is arithmetic; only the missing argument reads the clock. */
function isPureDate(identifier, parent) {
  if (parent.type === 'NewExpression') return parent.arguments.length > 0;
  if (parent.type === 'BinaryExpression') return parent.operator === 'instanceof';
  return isMember(identifier, parent) && ['UTC', 'parse'].includes(parent.property.name);
}

function isPureMath(identifier, parent) {
  return isMember(identifier, parent) && parent.property.name !== 'random';
}

function isMember(identifier, parent) {
  return parent.type === 'MemberExpression' && parent.object === identifier && !parent.computed;
}
