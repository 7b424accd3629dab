import { ServiceError } from '../../lib/errors/service-error.ts';
import { fieldsOf, isRowOf } from '../../lib/json/fields.ts';

const login =
  'log in (`aws sso login`, `aws configure`), or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY';
const expired = `AWS does not take these credentials: ${login}`;
const unreachable = 'It cannot be reached: check the network, --region, and DYNAMODB_ENDPOINT where it is set';

/** By DynamoDB's, the SDK's and Node's names of failures: what to do. */
const advice = {
  ResourceNotFoundException:
    'There is no such table: the output of the deployment names it; check --table or ACCESS_TABLE, --region, and the account',
  CredentialsProviderError: `There are no AWS credentials: ${login}`,
  UnrecognizedClientException: expired,
  InvalidSignatureException: expired,
  ExpiredTokenException: expired,
  AccessDeniedException:
    'These credentials may not: they need dynamodb:GetItem, Query, PutItem and DeleteItem on the table',
  TransactionConflictException: 'Others are changing the same principal: try again in a moment',
  ProvisionedThroughputExceededException: 'The table is busy: try again in a moment',
  ThrottlingException: 'The table is busy: try again in a moment',
  ECONNREFUSED: unreachable,
  ENOTFOUND: unreachable,
  ETIMEDOUT: unreachable,
  EAI_AGAIN: unreachable,
  TimeoutError: unreachable,
} as const;

/** What went wrong with a table, and what to do; the messages of other failures say it themselves. */
export function explainFailure(error: unknown, where: string): string {
  if (!(error instanceof ServiceError)) return error instanceof Error ? error.message : String(error);
  const { type, code, name, message } = fieldsOf(error.cause);
  const known = [type, code, name].find((word) => typeof word === 'string' && isRowOf(advice, word));
  if (typeof known === 'string' && isRowOf(advice, known)) return `${capital(where)}: ${advice[known]}`;
  const isRegion = /region (?:is missing|not accepted)/i.test(`${message}`);
  if (isRegion) return `${capital(where)}: AWS has many regions: give --region, or set AWS_REGION`;
  return `${capital(where)} did not answer as it should: ${message ?? error.message}`;
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
