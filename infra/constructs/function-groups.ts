import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type { LambdaFunction } from '../../lib/endpoints/table.ts';

/** Functions of one API that are watched together. */
export interface FunctionGroup {
  /** The API's name; of a second group with `-2` after it. */
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

/**
 * The functions of each API, in groups that fit into one alarm. In the order of the table: a row that is added at the end of its API
 * moves no other into another group. Throws where a row has no function.
 */
export function functionGroups(
  rows: readonly LambdaFunction[],
  functions: ReadonlyMap<string, lambda.IFunction>,
): FunctionGroup[] {
  const byApi = Map.groupBy(rows, ({ family }) => family);
  return [...byApi].flatMap(([api, members]) =>
    Array.from({ length: Math.ceil(members.length / MOST_FUNCTIONS) }, (_, index) => ({
      name: index === 0 ? api : `${api}-${index + 1}`,
      functions: members
        .slice(index * MOST_FUNCTIONS, (index + 1) * MOST_FUNCTIONS)
        .map(({ name }) => ({ row: name, function: functionOf(name, functions) })),
    })),
  );
}

function functionOf(row: string, functions: ReadonlyMap<string, lambda.IFunction>): lambda.IFunction {
  const found = functions.get(row);
  if (found === undefined) throw new Error(`There is no function for the row ${row} of the table`);
  return found;
}
