import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { LambdaFunction } from '../../lib/endpoints/table.ts';

/** Rows of one API that are watched together. */
export interface RowGroup {
  /** The API's name; of a second group with `-2` after it. */
  readonly name: string;
  readonly rows: readonly string[];
}

/** The same, of functions. */
export interface FunctionGroup {
  readonly name: string;
  readonly functions: readonly GroupedFunction[];
}

/** A function, with the name of its row. */
export interface GroupedFunction {
  readonly row: string;
  readonly function: lambda.IFunction;
}

/** An alarm's expression takes ten metrics (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-limits.html). */
const MOST_FUNCTIONS = 10;

/** The rows of each API in groups of so many, in the order of the table: a row that is added at the end of its API moves no other. */
export function rowGroups(rows: readonly LambdaFunction[], most: number): RowGroup[] {
  const byApi = Map.groupBy(rows, ({ api }) => api);
  return [...byApi].flatMap(([api, members]) =>
    Array.from({ length: Math.ceil(members.length / most) }, (_, index) => ({
      name: index === 0 ? api : `${api}-${index + 1}`,
      rows: members.slice(index * most, (index + 1) * most).map(({ name }) => name),
    })),
  );
}

/** The functions of each API, in groups that fit into one alarm. Throws where a row has no function. */
export function functionGroups(
  rows: readonly LambdaFunction[],
  functions: ReadonlyMap<string, lambda.IFunction>,
): FunctionGroup[] {
  return rowGroups(rows, MOST_FUNCTIONS).map((group) => ({
    name: group.name,
    functions: group.rows.map((row) => ({ row, function: functionOf(row, functions) })),
  }));
}

function functionOf(row: string, functions: ReadonlyMap<string, lambda.IFunction>): lambda.IFunction {
  const found = functions.get(row);
  if (found === undefined) throw new Error(`There is no function for the row ${row} of the table`);
  return found;
}
