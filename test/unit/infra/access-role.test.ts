import { describe, expect, it } from 'vitest';
import { type Endpoint, endpoints, type LambdaFunction, lambdaFunctions } from '../../../lib/endpoints/table.ts';
import { functionOf, type Permission, permissionsOf, type Synthesis, synthesize } from './synthesize.ts';

const keys = { docs: 'callers', playground: true };
const table: readonly Endpoint[] = endpoints;
const rows: readonly LambdaFunction[] = lambdaFunctions;
const on = synthesize(keys, { endpoints: table });
const off = synthesize({ ...keys, access: 'off' }, { endpoints: table });

const TABLE = 'arn:<AWS::Partition>:dynamodb:<AWS::Region>:<AWS::AccountId>:table/<AccessTableName>';
const ANSWERS = 'arn:<AWS::Partition>:s3:::<BucketName>/idempotency/*';

function permissions(synthesis: Synthesis, name: string): Permission[] {
  const { Policies } = functionOf(synthesis, name).role as { Policies: { PolicyDocument: { Statement: unknown } }[] };
  return permissionsOf(...Policies.map(({ PolicyDocument }) => PolicyDocument));
}

/** Of the table: `GetItem KEY#*`, once for each kind of item. A permission without its condition, or on more, is shown as it is. */
function items(name: string): string[] {
  const ofTable = permissions(on, name).filter(({ action }) => action.startsWith('dynamodb:'));
  return ofTable.flatMap((permission) => {
    const { action, resource, effect, condition } = permission;
    const { Null, 'ForAllValues:StringLike': like } = condition as Record<string, Record<string, unknown>>;
    const isBound =
      JSON.stringify(Null) === '{"dynamodb:LeadingKeys":"false"}' && Object.keys(condition as object).length === 2;
    if (effect !== 'Allow' || resource !== TABLE || !isBound) return [JSON.stringify(permission)];
    const kinds = [like?.['dynamodb:LeadingKeys'] as string | string[]].flat();
    return kinds.map((kind) => `${action.slice('dynamodb:'.length)} ${kind}`);
  });
}

const each = (actions: readonly string[], kinds: readonly string[]) =>
  kinds.flatMap((kind) => actions.map((action) => `${action} ${kind}`));

/** Written down a second time (docs/decisions/0025-access.md). */
const reading = ['GetItem', 'BatchGetItem'];
const all = [...reading, 'PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'];
const identities = each(reading, ['KEY#*', 'PRINCIPALS']);
const owners = [...each(reading, ['PRICES']), ...each(all, ['OBJECT#*'])];
const accounts = each(all, ['RATE#*', 'BUDGET#*', 'RESERVATIONS#*', 'USAGE#*', 'IDEMPOTENCY#*']);
const settling = [
  ...each(reading, ['PRICES', 'OBJECT#*']),
  ...each(['Query', 'DeleteItem'], ['RESERVATIONS#*']),
  ...each(['BatchWriteItem'], ['OBJECT#*', 'RESERVATIONS#*']),
  ...each(['UpdateItem'], ['BUDGET#*', 'USAGE#*']),
  'PutItem OBJECT#*',
];

function expectedItems({ name, api, access }: LambdaFunction): string[] {
  const endpoint = table.find((row) => row.name === name);
  const touchesObjects =
    access.openai || [access.images, access.background, access.uploads, access.speech].some((use) => use !== undefined);
  if (endpoint?.auth !== 'caller' && api !== 'docs') return access.background === 'settle' ? settling : [];
  return [
    ...identities,
    ...(touchesObjects ? owners : []),
    ...(endpoint?.costs ? accounts : []),
    ...(access.usage ? ['Query USAGE#*'] : []),
    ...(access.background === 'delete' ? settling : []),
  ];
}

describe.each(rows)('with access on, the role of $name', (row) => {
  it('does with items of the table what it has to, on those kinds alone', () => {
    expect([...new Set(items(row.name))].sort()).toEqual([...new Set(expectedItems(row))].sort());
  });

  it('never writes who callers are, what they may, or what a token costs, and never goes through the whole table', () => {
    expect(items(row.name).filter((each) => /^(?!GetItem|BatchGetItem).* (KEY|PRINCIPALS|PRICES)/.test(each))).toEqual(
      [],
    );
    expect(items(row.name).filter((each) => /^Scan|PartiQL|\*\s|^\{/.test(each))).toEqual([]);
  });

  it('keeps first answers in the bucket where it costs, and may otherwise do what it may with access off', () => {
    const more = table.find(({ name }) => name === row.name)?.costs
      ? ['s3:GetObject', 's3:PutObject'].map((action) => ({
          effect: 'Allow',
          action,
          resource: ANSWERS,
          condition: undefined,
        }))
      : [];
    const sorted = (all: readonly Permission[]) => all.map((each) => JSON.stringify(each)).sort();
    const elsewhere = permissions(on, row.name).filter(({ action }) => !action.startsWith('dynamodb:'));
    expect(sorted(elsewhere)).toEqual(sorted([...permissions(off, row.name), ...more]));
  });
});

describe('with access off, no role', () => {
  it.each(rows)('knows a table: $name', ({ name }) => {
    expect(JSON.stringify(functionOf(off, name).role)).not.toMatch(/dynamodb|idempotency/);
  });
});
