import type { oas31 } from 'zod-openapi';

import type { AccessMode, AccessSettings } from '../config/access-settings.ts';
import type { Environment } from '../config/environment.ts';
import type { Endpoint } from '../endpoints/table.ts';

/** What of a deployment decides what callers have to bring. */
export interface CallerSecurity {
  /** What stands before the functions checks. */
  readonly apiAuth: Environment['apiAuth'];
  /** How functions know their callers, and so what callers bring; absent: what `apiAuth` says. */
  readonly access?: AccessSettings | undefined;
  /** Left out: everybody's. */
  readonly docs?: Environment['docs'];
}

/** A scheme by the name that requirements have it under. */
type NamedScheme = readonly [name: string, scheme: oas31.SecuritySchemeObject];

const schemes: Readonly<Record<AccessMode, (access?: AccessSettings) => NamedScheme>> = {
  'api-key': () => [
    'apiKey',
    {
      type: 'apiKey',
      in: 'header',
      name: 'x-api-key',
      description: "A key of this API's own, and no key of OpenAI.",
    },
  ],
  // OpenAPI has no scheme for it: this is how API Gateway itself exports one.
  iam: () => [
    'sigv4',
    {
      type: 'apiKey',
      in: 'header',
      name: 'Authorization',
      description:
        'AWS Signature Version 4: of the service execute-api for API Gateway, of lambda for a function URL. ' +
        'Without API Gateway, every function has a URL of its own.',
      'x-amazon-apigateway-authtype': 'awsSigv4',
    },
  ],
  bearer: () => [
    'serviceKey',
    { type: 'http', scheme: 'bearer', description: 'A key of this service, and none of OpenAI.' },
  ],
  // Not `openIdConnect`: pages that try requests take a token that one has, and few of them fetch one.
  jwt: (access) => ['token', { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: ofIssuer(access) }],
};

function ofIssuer({ jwt }: Pick<AccessSettings, 'jwt'> = {}): string {
  if (!jwt) return 'A token of the issuer that the operator has named.';
  const { issuer, scopes } = jwt;
  return `A token of ${issuer}${scopes.length > 0 ? `, with the scope ${scopes.join(' ')}` : ''}.`;
}

/** The schemes of a deployment; any of them will do. */
export function securitySchemes(security: CallerSecurity): Readonly<Record<string, oas31.SecuritySchemeObject>> {
  return Object.fromEntries(schemesOf(security));
}

/** What a caller has to bring; nothing where anybody may ask, and where OpenAI signs what it sends. */
export function securityOf(row: Endpoint, security: CallerSecurity): oas31.SecurityRequirementObject[] {
  const isForCallers = row.auth === 'caller' || (row.api === 'docs' && security.docs === 'callers');
  return isForCallers ? schemesOf(security).map(([name]) => ({ [name]: [] })) : [];
}

function schemesOf({ apiAuth, access }: CallerSecurity): NamedScheme[] {
  const modes = access?.modes ?? (apiAuth === 'none' ? [] : [apiAuth]);
  return modes.map((mode) => schemes[mode](access));
}
