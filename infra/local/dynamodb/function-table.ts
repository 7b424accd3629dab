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
      announcement: `${isOn(modes)} by the table ${name} ${isAws ? 'in AWS' : `at ${endpoint}`}: ACCESS_TABLE=${name} npm run keys -- create shop`,
      close: async () => {},
    };
  }
  // dynalite is loaded only where it is used.
  const { openLocalTable } = await import('./running-table.ts');
  const table = await openLocalTable(folder);
  return {
    variables: { ACCESS_TABLE: table.name, DYNAMODB_ENDPOINT: table.url },
    announcement: `${isOn(modes)} by a table played at ${table.url}, kept in ${folder} for the next start; make a key: npm run keys -- create shop`,
    close: () => table.close(),
  };
}

function isOn(modes: string): string {
  return `Access is on (${modes}),`;
}
