import * as iam from 'aws-cdk-lib/aws-iam';
import type { TableUse } from '../config/table-use.ts';

/** What is allowed on items whose partition keys are of these kinds (docs/decisions/0025-access.md). */
interface TableGrant {
  readonly actions: readonly string[];
  readonly kinds: readonly string[];
}

const READS = ['GetItem', 'BatchGetItem'];
const WRITES = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'];

const OWNERS = 'OBJECT#*';
const PRICES = 'PRICES';
const RESERVATIONS = 'RESERVATIONS#*';
const USAGE = 'USAGE#*';
/** Who callers are and what they may: written by the operator's command line alone. */
const IDENTITIES = ['KEY#*', 'PRINCIPALS'];
/** What a request that costs keeps account of. */
const ACCOUNTS = ['RATE#*', 'BUDGET#*', RESERVATIONS, USAGE, 'IDEMPOTENCY#*'];

/**
 * The statements that a row's use of the table comes to. What a function reads is one statement: DynamoDB checks a batch as a
 * whole, so that keys and owners asked for together have to be allowed together.
 */
export function tableStatements(use: TableUse, tableArn: () => string): iam.PolicyStatement[] {
  return grantsOf(use)
    .filter(({ kinds }) => kinds.length > 0)
    .map(
      ({ actions, kinds }) =>
        new iam.PolicyStatement({
          actions: actions.map((action) => `dynamodb:${action}`),
          resources: [tableArn()],
          conditions: {
            'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': kinds },
            // "For all values" holds of none at all, too.
            Null: { 'dynamodb:LeadingKeys': 'false' },
          },
        }),
    );
}

function grantsOf({ callers, owners, costs, settles, usage }: TableUse): TableGrant[] {
  const written = [...(owners ? [OWNERS] : []), ...(costs ? ACCOUNTS : [])];
  const read = [...(callers ? IDENTITIES : []), ...(owners ? [PRICES] : []), ...written];
  return [
    { actions: READS, kinds: read },
    { actions: WRITES, kinds: written },
    { actions: ['Query'], kinds: usage ? [USAGE] : [] },
    ...(settles ? settling : []),
  ];
}

/** The true cost goes into budget and usage, the reservation goes away or later, and what came into being is its maker's. */
const settling: readonly TableGrant[] = [
  { actions: READS, kinds: [PRICES, OWNERS] },
  { actions: ['Query', 'DeleteItem'], kinds: [RESERVATIONS] },
  { actions: ['BatchWriteItem'], kinds: [OWNERS, RESERVATIONS] },
  { actions: ['UpdateItem'], kinds: ['BUDGET#*', USAGE] },
  { actions: ['PutItem'], kinds: [OWNERS] },
];
