/** An enum is the one piece of TypeScript that leaves code of its own behind. */
export const noEnum = {
  create(context) {
    return {
      TSEnumDeclaration: (node) =>
        context.report({ node, message: 'an `as const` object with a union type, not an enum' }),
    };
  },
};
