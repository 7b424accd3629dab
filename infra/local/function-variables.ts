import type { Access } from '../../lib/endpoints/table.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** Variables of this machine that functions get; nothing else of its environment reaches them. */
const FUNCTION_VARIABLE =
  /^(OPENAI_\w+|LOG_LEVEL|LOG_PAYLOADS|STORAGE_BUCKET|IMAGE_URL_TTL_SECONDS|S3_ENDPOINT|NODE_ENV)$/;

/** What only some functions get, as their roles and environments in AWS have it. */
const RESERVED: readonly { readonly variables: RegExp; readonly isFor: (access: Access) => boolean }[] = [
  { variables: /^OPENAI_API_KEY/, isFor: ({ openai }) => openai },
  { variables: /^OPENAI_WEBHOOK_SECRET$/, isFor: ({ webhookSecret = false }) => webhookSecret },
  {
    variables: /^(STORAGE_BUCKET|S3_ENDPOINT|AWS_\w+|HOME|USERPROFILE)$/,
    isFor: ({ images, background }) => images !== undefined || background !== undefined,
  },
];

/** This machine's variables for functions. An empty value (`OPENAI_API_KEY=` in `.env`) is as good as none. */
export function machineVariables(machine: Variables): Record<string, string> {
  const given = Object.entries(machine).filter(([name, value]) => value && FUNCTION_VARIABLE.test(name));
  return Object.fromEntries(given.map(([name, value]) => [name, value ?? '']));
}

/** Of all variables, those that a function with this access gets. */
export function variablesFor(access: Access, all: Readonly<Record<string, string>>): Record<string, string> {
  const withheld = RESERVED.filter(({ isFor }) => !isFor(access));
  return Object.fromEntries(
    Object.entries(all).filter(([name]) => !withheld.some(({ variables }) => variables.test(name))),
  );
}
