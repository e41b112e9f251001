const arithmetic = new Set(['+', '-', '*', '/', '%', '**']);
const amountName = /(won|amount|tram)$/i;

/**
 * Only src/domain/money.ts calculates with amounts: there a sum is checked to stay a whole, safe number
 * of won. An amount is known by its name, which the style asks to end in `Won` or `amount`.
 */
export const moneyArithmetic = {
  create(context) {
    const report = (node) =>
      context.report({
        node,
        message: 'amounts are added and subtracted in src/domain/money.ts only',
      });
    return {
      BinaryExpression: (node) => {
        if (!arithmetic.has(node.operator) || isText(node.left) || isText(node.right)) return;
        if (isAmount(node.left) || isAmount(node.right)) report(node);
      },
      AssignmentExpression: (node) => {
        if (!arithmetic.has(node.operator.slice(0, -1)) || isText(node.right)) return;
        if (isAmount(node.left) || isAmount(node.right)) report(node);
      },
      UpdateExpression: (node) => {
        if (isAmount(node.argument)) report(node);
      },
      UnaryExpression: (node) => {
        if (node.operator === '-' && isAmount(node.argument)) report(node);
      },
      CallExpression: (node) => {
        if (isRounding(node.callee) && node.arguments.some(isAmount)) report(node);
      },
    };
  },
};

/** An amount by name, also behind a cast, a non-null mark or a conversion. */
function isAmount(node) {
  switch (node.type) {
    case 'Identifier':
      return amountName.test(node.name);
    case 'MemberExpression':
      return amountName.test(node.property.name ?? node.property.value ?? '');
    case 'CallExpression':
      return isConversion(node.callee) ? node.arguments.some(isAmount) : isAmount(node.callee);
    default: {
      const inner = node.expression ?? node.argument;
      return inner?.type === undefined ? false : isAmount(inner);
    }
  }
}

function isConversion(callee) {
  return callee.type === 'Identifier' && ['Number', 'BigInt', 'parseInt'].includes(callee.name);
}

function isRounding(callee) {
  return (
    callee.type === 'MemberExpression' &&
    callee.object.name === 'Math' &&
    ['round', 'floor', 'ceil', 'trunc', 'abs'].includes(callee.property.name)
  );
}

/** `amount + '원'` builds a text, not a sum. */
function isText(node) {
  return node.type === 'TemplateLiteral' || typeof node.value === 'string';
}
