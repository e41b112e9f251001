/** `settle(id, true)` cannot be read at the call: an exported function takes a named option instead. */
export const booleanParameter = {
  create(context) {
    const check = (fn) => {
      for (const parameter of fn.params) {
        const target = parameter.type === 'AssignmentPattern' ? parameter.left : parameter;
        if (!isBoolean(target, parameter)) continue;
        context.report({ node: parameter, message: 'no boolean parameter: name the choice' });
      }
    };
    return {
      ExportNamedDeclaration: ({ declaration }) => {
        if (declaration?.type === 'FunctionDeclaration') check(declaration);
        if (declaration?.type !== 'VariableDeclaration') return;
        for (const { init } of declaration.declarations) {
          if (init?.type === 'ArrowFunctionExpression') check(init);
        }
      },
    };
  },
};

function isBoolean(target, parameter) {
  return (
    target.typeAnnotation?.typeAnnotation.type === 'TSBooleanKeyword' ||
    (parameter.type === 'AssignmentPattern' && typeof parameter.right.value === 'boolean')
  );
}
