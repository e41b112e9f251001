import type { Sequelize } from 'sequelize';
import { defineAccounts } from './accounts';
import { defineBank } from './bank';
import { defineDeciding, defineReconciling } from './deciding';
import { definePayments } from './payments';
import { definePeople } from './people';
import { defineTelling } from './telling';

/** Every table of the book by name. */
export type Models = ReturnType<typeof defineModels>;

/** Describes all tables to one Sequelize instance; done once per pool. */
export function defineModels(sequelize: Sequelize) {
  return {
    ...definePeople(sequelize),
    ...defineAccounts(sequelize),
    ...definePayments(sequelize),
    ...defineBank(sequelize),
    ...defineTelling(sequelize),
    ...defineDeciding(sequelize),
    ...defineReconciling(sequelize),
  };
}
