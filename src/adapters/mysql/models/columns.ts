import { DataTypes } from 'sequelize';
import type { Model, ModelAttributes, ModelStatic, Sequelize } from 'sequelize';

/** A table of rows that are plain objects with the column names of the database. */
export type Table<Row extends object, NewRow extends object = Row> = ModelStatic<
  Model<Row, NewRow>
>;

/** The kinds of columns; sizes and charsets are the migrations' business. */
export const column = {
  key: { type: DataTypes.STRING, primaryKey: true },
  numberedKey: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true },
  numbered: { type: DataTypes.BIGINT, autoIncrement: true },
  text: { type: DataTypes.STRING },
  longText: { type: DataTypes.TEXT },
  won: { type: DataTypes.BIGINT },
  bigNumber: { type: DataTypes.BIGINT },
  number: { type: DataTypes.INTEGER },
  flag: { type: DataTypes.TINYINT },
  instant: { type: DataTypes.DATE(3) },
} as const;

/** Describes a table. The compiler checks that every column of `Row` is there. */
export function defineTable<Row extends object, NewRow extends object = Row>(
  sequelize: Sequelize,
  name: string,
  columns: ModelAttributes<Model<Row, NewRow>, Row>,
): Table<Row, NewRow> {
  // Sequelize writes the column's name into the object it is given: each column needs one of its
  // own.
  const own = Object.entries(columns as Readonly<Record<string, object>>).map(([key, value]) => [
    key,
    { ...value },
  ]);
  const attributes = Object.fromEntries(own) as typeof columns;
  return sequelize.define<Model<Row, NewRow>>(name, attributes, {
    tableName: name,
    timestamps: false,
  });
}
