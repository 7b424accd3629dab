import * as z from 'zod/mini';
import { text } from './text-variable.ts';

/** How callers may prove who they are. */
export const accessModes = ['iam', 'api-key', 'bearer', 'jwt'] as const;

export type AccessMode = (typeof accessModes)[number];

/** Whose tokens are taken. */
export interface JwtSettings {
  /** As `iss` has it: `https://cognito-idp.eu-west-1.amazonaws.com/eu-west-1_AbCdEf`. */
  readonly issuer: string;
  /** Any of these in `aud`, or in `client_id` of Cognito's access tokens. */
  readonly audiences: readonly string[];
  /** All of these in `scope`. */
  readonly scopes: readonly string[];
}

/** How the service finds out who asks, and what it keeps of that. */
export interface AccessSettings {
  readonly modes: readonly AccessMode[];
  /** The DynamoDB table of keys, owners, budgets and idempotency. */
  readonly table: string;
  /** A DynamoDB other than AWS's own, without a trailing slash. */
  readonly endpoint?: string;
  /** Whether objects that nobody has made here may be asked for. */
  readonly unowned: 'deny' | 'allow';
  readonly jwt?: JwtSettings;
}

/** Words with commas or spaces between. */
function words(value: string): string[] {
  return value.split(/[\s,]+/).filter(Boolean);
}

const table = text(/^[\w.-]{3,255}$/, 'wants the name of a DynamoDB table');

const list = z.pipe(z.string(), z.transform(words));

/** The variables that access is read from. */
export const accessShape = {
  ACCESS_MODES: z.optional(
    z.pipe(list, z.array(z.enum(accessModes, `wants some of ${accessModes.join(', ')}, with commas between`))),
  ),
  ACCESS_TABLE: z.optional(table),
  ACCESS_UNOWNED: z._default(z.enum(['deny', 'allow'], 'wants deny or allow'), 'deny'),
  DYNAMODB_ENDPOINT: z.optional(
    z.pipe(
      text(/^https?:\/\/\S+$/, 'wants a URL that starts with https:// or http://'),
      z.transform((value: string) => value.replace(/\/+$/, '')),
    ),
  ),
  JWT_ISSUER: z.optional(text(/^https?:\/\/\S+$/, 'wants the URL of the issuer, as `iss` has it')),
  JWT_AUDIENCE: z.optional(list),
  JWT_SCOPES: z.optional(list),
} as const;

type AccessVariables = z.output<z.ZodMiniObject<typeof accessShape>>;

/** What is missing beside what is given, each as `VARIABLE wants …`. */
export function accessProblems(variables: AccessVariables): readonly string[] {
  const { ACCESS_MODES: modes = [], ACCESS_TABLE, JWT_ISSUER, JWT_AUDIENCE } = variables;
  const problems: string[] = [];
  if (modes.length > 0 && ACCESS_TABLE === undefined) problems.push('ACCESS_TABLE is needed where ACCESS_MODES is set');
  if (modes.includes('jwt') && !(JWT_ISSUER && JWT_AUDIENCE?.length))
    problems.push('JWT_ISSUER and JWT_AUDIENCE are needed for the mode jwt');
  return problems;
}

/** The settings; undefined where access is off. */
export function accessSettings(variables: AccessVariables): AccessSettings | undefined {
  const { ACCESS_MODES: modes = [], ACCESS_TABLE, ACCESS_UNOWNED: unowned, DYNAMODB_ENDPOINT: endpoint } = variables;
  const { JWT_ISSUER: issuer, JWT_AUDIENCE: audiences = [], JWT_SCOPES: scopes = [] } = variables;
  if (modes.length === 0 || ACCESS_TABLE === undefined) return undefined;
  return {
    modes,
    table: ACCESS_TABLE,
    unowned,
    ...(endpoint !== undefined && { endpoint }),
    ...(issuer !== undefined && { jwt: { issuer, audiences, scopes } }),
  };
}
