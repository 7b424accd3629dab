import type { Endpoint, LambdaFunction } from '../../lib/endpoints/table.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Variables of this machine that functions get; nothing else of its environment reaches them. */
const FUNCTION_VARIABLE =
  /^(OPENAI_\w+|LOG_LEVEL|LOG_PAYLOADS|STORAGE_BUCKET|IMAGE_URL_TTL_SECONDS|S3_ENDPOINT|NODE_ENV|ACCESS_\w+|JWT_\w+|DOCS_ACCESS|INPUT_URLS|MCP_SERVERS)$/;

/** What says of a row which variables its function gets. */
type Row = Pick<LambdaFunction, 'access'> & Partial<Pick<Endpoint, 'auth' | 'api'>>;

/** What only some functions get, as their roles and environments in AWS have it. */
const RESERVED: readonly { readonly variables: RegExp; readonly isFor: (row: Row, all: Variables) => boolean }[] = [
  { variables: /^OPENAI_API_KEY/, isFor: ({ access }) => access.openai },
  { variables: /^OPENAI_WEBHOOK_SECRET$/, isFor: ({ access }) => access.webhookSecret === true },
  { variables: /^(STORAGE_BUCKET|S3_ENDPOINT|HOME|USERPROFILE)$/, isFor: keepsObjects },
  // The document of the API says what callers bring.
  {
    variables: /^(ACCESS_\w+|JWT_\w+|DYNAMODB_ENDPOINT)$/,
    isFor: (row, all) => usesTable(row, all) || row.api === 'docs',
  },
  { variables: /^AWS_\w+$/, isFor: (row, all) => keepsObjects(row) || usesTable(row, all) },
];

function keepsObjects({ access: { images, videos, background, uploads, speech } }: Row): boolean {
  return [images, videos, background, uploads, speech].some((use) => use !== undefined);
}

/** What asks who calls, which the pages may do as well, and what settles that which callers have begun. */
function usesTable({ access, auth, api }: Row, { ACCESS_MODES, DOCS_ACCESS }: Variables): boolean {
  if (!ACCESS_MODES) return false;
  return auth === 'caller' || access.background === 'settle' || (api === 'docs' && DOCS_ACCESS === 'callers');
}

/** This machine's variables for functions. An empty value (`OPENAI_API_KEY=` in `.env`) is as good as none. */
export function machineVariables(machine: Variables): Record<string, string> {
  const given = Object.entries(machine).filter(([name, value]) => value && FUNCTION_VARIABLE.test(name));
  return Object.fromEntries(given.map(([name, value]) => [name, value ?? '']));
}

/** Of all variables, those that the function of this row gets. */
export function variablesFor(row: Row, all: Readonly<Record<string, string>>): Record<string, string> {
  const withheld = RESERVED.filter(({ isFor }) => !isFor(row, all));
  return Object.fromEntries(
    Object.entries(all).filter(([name]) => !withheld.some(({ variables }) => variables.test(name))),
  );
}
