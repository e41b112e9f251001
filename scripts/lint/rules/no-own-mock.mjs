const mocks = new Set(['mock', 'doMock', 'unstable_mockModule', 'setMock']);

/** A mocked file of ours proves that the mock works. Hand the replacement in instead. */
export const noOwnMock = {
  create(context) {
    return {
      CallExpression: (node) => {
        const { callee } = node;
        if (callee.type !== 'MemberExpression' || callee.object.name !== 'jest') return;
        const target = node.arguments[0]?.value;
        if (!mocks.has(callee.property.name) || typeof target !== 'string') return;
        if (target.startsWith('.')) {
          context.report({
            node,
            message: `${target} is ours: hand a replacement in, do not mock it`,
          });
        }
      },
    };
  },
};
