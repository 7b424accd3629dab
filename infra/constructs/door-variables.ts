import type { Deployment } from '../config/deployment.ts';

/** What functions are told of the front doors: what the description of the API says of callers, and whose pages may read. */
export function doorVariables(deployment: Deployment): Readonly<Record<string, string>> {
  const { frontDoors, auth, apiAuth, corsOrigins } = deployment;
  if (frontDoors === 'urls') return { API_AUTH: checked(auth) };
  // A function URL adds its own headers; API Gateway leaves them to the function.
  return { API_AUTH: checked(apiAuth), ...(corsOrigins.length > 0 ? { CORS_ORIGINS: corsOrigins.join(',') } : {}) };
}

/** What a door checks; what its function checks instead stands in `ACCESS_MODES`. */
function checked(auth: Deployment['auth'] | Deployment['apiAuth']): string {
  return auth === 'function' ? 'none' : auth;
}
