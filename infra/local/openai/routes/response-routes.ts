import type { Route } from '../exchange.ts';
import { cancelResponse } from './cancel-response.ts';
import { compactResponse } from './compact-response.ts';
import { countInputTokens } from './count-input-tokens.ts';
import { createResponse } from './create-response.ts';
import { deleteResponse } from './delete-response.ts';
import { listInputItems } from './list-input-items.ts';
import { retrieveResponse } from './retrieve-response.ts';

/** Every endpoint of the Responses API. */
export const RESPONSE_ROUTES: readonly Route[] = [
  { method: 'POST', path: /^\/v1\/responses$/, handle: createResponse },
  { method: 'POST', path: /^\/v1\/responses\/input_tokens$/, handle: countInputTokens },
  { method: 'POST', path: /^\/v1\/responses\/compact$/, handle: compactResponse },
  { method: 'GET', path: /^\/v1\/responses\/([^/]+)$/, handle: retrieveResponse },
  { method: 'DELETE', path: /^\/v1\/responses\/([^/]+)$/, handle: deleteResponse },
  { method: 'POST', path: /^\/v1\/responses\/([^/]+)\/cancel$/, handle: cancelResponse },
  { method: 'GET', path: /^\/v1\/responses\/([^/]+)\/input_items$/, handle: listInputItems },
];
