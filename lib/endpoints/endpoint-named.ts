import {
  type Endpoint,
  type EndpointName,
  endpoints,
  type LambdaFunction,
  type ScheduledFunction,
  type ScheduledFunctionName,
  scheduledFunctions,
} from './table.ts';

/** The row of an HTTP function. */
export function endpointNamed(name: EndpointName): Endpoint {
  return rowNamed(endpoints, name);
}

/** The row of the HTTP function that a stored record names; undefined where the table has none, or no longer. */
export function recordedEndpoint(name: string | null): Endpoint | undefined {
  return endpoints.find((candidate) => candidate.name === name);
}

/** The row of a scheduled function. */
export function scheduledFunctionNamed(name: ScheduledFunctionName): ScheduledFunction {
  return rowNamed(scheduledFunctions, name);
}

function rowNamed<Row extends LambdaFunction>(rows: readonly Row[], name: string): Row {
  const row = rows.find((candidate) => candidate.name === name);
  if (!row) throw new Error(`lib/endpoints/table.ts has no row named ${name}`);
  return row;
}
