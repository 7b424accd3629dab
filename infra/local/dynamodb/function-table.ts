import { accessModes } from '../../config/access-modes.ts';
import { awsVariables } from '../s3/function-storage.ts';

/** What the functions keep keys, owners and budgets in, and how they are told. */
export interface FunctionTable {
  /** Goes to the functions that ask who calls. */
  readonly variables: Readonly<Record<string, string>>;
  /** For whoever starts the stack. */
  readonly announcement: string;
  close(): Promise<void>;
}

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The table for the local functions; undefined where `ACCESS_MODES` is not set, and so everybody may call. `DYNAMODB_ENDPOINT` says
 * where it is: nothing for one in this process, `aws` for the real one, or a URL; `ACCESS_TABLE` names the latter two.
 *
 * @param folder where the one in this process keeps its items
 * @throws Error where something is missing, or another process has the folder open
 */
export async function functionTable(variables: Variables, folder: string): Promise<FunctionTable | undefined> {
  const { ACCESS_MODES: modes, ACCESS_TABLE: name, DYNAMODB_ENDPOINT: endpoint } = variables;
  if (!modes) return undefined;
  checkModes(modes, variables);
  if (endpoint) {
    if (!name)
      throw new Error('DYNAMODB_ENDPOINT is set: set ACCESS_TABLE to the name of the table there, or leave both out');
    const isAws = endpoint === 'aws';
    const credentials = awsVariables(variables);
    if (isAws && !credentials.AWS_ACCESS_KEY_ID)
      throw new Error(
        'DYNAMODB_ENDPOINT=aws wants AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment: `eval "$(aws configure export-credentials --format env)"` puts them there',
      );
    return {
      variables: { ACCESS_TABLE: name, ...(isAws ? {} : { DYNAMODB_ENDPOINT: endpoint }), ...credentials },
      announcement: `${isOn(modes)} by the table ${name} ${isAws ? 'in AWS' : `at ${endpoint}`}${keyHint(modes, `ACCESS_TABLE=${name} `)}`,
      close: async () => {},
    };
  }
  // dynalite is loaded only where it is used.
  const { openLocalTable } = await import('./running-table.ts');
  const table = await openLocalTable(folder);
  return {
    variables: { ACCESS_TABLE: table.name, DYNAMODB_ENDPOINT: table.url },
    announcement: `${isOn(modes)} by a table played at ${table.url}, kept in ${folder} for the next start${keyHint(modes)}`,
    close: () => table.close(),
  };
}

/** The functions would say so too, one by one: nothing is served that cannot be called. */
function checkModes(given: string, { JWT_ISSUER, JWT_AUDIENCE }: Variables): void {
  const modes = given.split(/[\s,]+/).filter(Boolean);
  const unknown = modes.filter((mode) => !accessModes.some((known) => known === mode));
  if (unknown.length > 0 || modes.length === 0)
    throw new Error(`ACCESS_MODES wants some of ${accessModes.join(', ')}, with commas between`);
  if (modes.includes('jwt') && !(JWT_ISSUER && JWT_AUDIENCE))
    throw new Error('JWT_ISSUER and JWT_AUDIENCE are needed for the mode jwt');
}

/** How to get a key, where keys are taken; IAM and API Gateway's keys are AWS's to check, and nobody has one here. */
function keyHint(modes: string, before = ''): string {
  if (/\bbearer\b/.test(modes)) return `; make a key: ${before}npm run keys -- create shop`;
  return /\bjwt\b/.test(modes) ? '' : '; locally nobody can get in by these modes: add bearer, or jwt';
}

function isOn(modes: string): string {
  return `Access is on (${modes}),`;
}
