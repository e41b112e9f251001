import { booleanParameter } from './rules/boolean-parameter.mjs';
import { deterministic } from './rules/deterministic.mjs';
import { envInConfig } from './rules/env-in-config.mjs';
import { functionSize } from './rules/function-size.mjs';
import { importTable } from './rules/import-table.mjs';
import { moneyArithmetic } from './rules/money-arithmetic.mjs';
import { noEnum } from './rules/no-enum.mjs';
import { noOwnMock } from './rules/no-own-mock.mjs';

/**
 * The rules of docs/STYLE.md that no ready-made rule can say. Plain JavaScript, because the linter
 * loads this file itself and Node 20 does not strip types.
 */
export default {
  meta: { name: 'onjeon' },
  rules: {
    'boolean-parameter': booleanParameter,
    deterministic,
    'env-in-config': envInConfig,
    'function-size': functionSize,
    'import-table': importTable,
    'money-arithmetic': moneyArithmetic,
    'no-enum': noEnum,
    'no-own-mock': noOwnMock,
  },
};
