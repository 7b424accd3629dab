import type { oas31 } from 'zod-openapi';

import type { Environment } from '../config/environment.ts';
import type { Endpoint } from '../endpoints/table.ts';

/** How callers prove themselves to whatever stands before the functions. */
type ApiAuth = Environment['apiAuth'];

const schemes: Readonly<Record<ApiAuth, Readonly<Record<string, oas31.SecuritySchemeObject>>>> = {
  none: {},
  'api-key': {
    apiKey: {
      type: 'apiKey',
      in: 'header',
      name: 'x-api-key',
      description: "A key of this API's own, and no key of OpenAI.",
    },
  },
  iam: {
    // OpenAPI has no scheme for it: this is how API Gateway itself exports one.
    sigv4: {
      type: 'apiKey',
      in: 'header',
      name: 'Authorization',
      description:
        'AWS Signature Version 4: of the service execute-api for API Gateway, of lambda for a function URL. ' +
        'Without API Gateway, every function has a URL of its own.',
      'x-amazon-apigateway-authtype': 'awsSigv4',
    },
  },
};

/** The schemes of a way to authenticate. */
export function securitySchemes(apiAuth: ApiAuth): Readonly<Record<string, oas31.SecuritySchemeObject>> {
  return schemes[apiAuth];
}

/** What a caller has to bring; nothing where anybody may ask, and where OpenAI signs what it sends. */
export function securityOf({ auth }: Endpoint, apiAuth: ApiAuth): oas31.SecurityRequirementObject[] {
  if (auth !== 'caller') return [];
  return Object.keys(schemes[apiAuth]).map((name) => ({ [name]: [] }));
}
