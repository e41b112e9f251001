const maxLines = 70;

/** A function fits on a screen and a half; a `describe` block is a chapter, not a function. */
export const functionSize = {
  create(context) {
    const check = (node) => {
      const lines = node.loc.end.line - node.loc.start.line + 1;
      if (lines <= maxLines || isDescribe(node.parent)) return;
      context.report({
        node,
        message: `this function has ${lines} lines, the limit is ${maxLines}`,
      });
    };
    return {
      FunctionDeclaration: check,
      FunctionExpression: check,
      ArrowFunctionExpression: check,
    };
  },
};

function isDescribe(parent) {
  if (parent?.type !== 'CallExpression') return false;
  let callee = parent.callee;
  while (callee.type !== 'Identifier') {
    const inner = callee.object ?? callee.callee ?? callee.tag;
    if (inner === undefined) return false;
    callee = inner;
  }
  return callee.name === 'describe';
}
