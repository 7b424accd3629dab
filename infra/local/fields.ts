/** The fields of a JSON object as it was read: any may be missing, or be of another kind. */
export type Fields = Readonly<Record<string, unknown>>;

/** Whether a value is an object with fields: `null` and lists are none. */
export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The fields of a value; none where it is no object. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

/** Whether a table has a row of that name itself: what every object inherits, such as `constructor`, is no row. */
export function isRowOf<Table extends object>(table: Table, name: PropertyKey): name is keyof Table {
  return Object.hasOwn(table, name);
}
