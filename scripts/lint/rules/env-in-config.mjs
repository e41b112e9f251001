const message =
  'the environment is read in src/config.ts only: take the value from the configuration';

/** Reports every way to the environment: the property, the destructuring, and the module. */
export const envInConfig = {
  create(context) {
    const report = (node) => context.report({ node, message });
    return {
      MemberExpression: (node) => {
        if (isProcess(node.object) && nameOf(node.property) === 'env') report(node);
      },
      VariableDeclarator: (node) => {
        if (node.init === null || !isProcess(node.init) || node.id.type !== 'ObjectPattern') return;
        const takesEnv = node.id.properties.some(({ key }) => key && nameOf(key) === 'env');
        if (takesEnv) report(node);
      },
      ImportDeclaration: (node) => {
        if (!['node:process', 'process'].includes(node.source.value)) return;
        const takesEnv = node.specifiers.some(({ imported }) => imported?.name === 'env');
        if (takesEnv) report(node);
      },
    };
  },
};

function isProcess(node) {
  return node.type === 'MemberExpression'
    ? nameOf(node.property) === 'process'
    : node.type === 'Identifier' && node.name === 'process';
}

function nameOf(node) {
  return node.type === 'Identifier' ? node.name : node.value;
}
