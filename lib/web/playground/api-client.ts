import { ApiFailure, failureOf } from './api-failure.ts';
import { isJson, type Json } from './frame.ts';

/** A request to the API, by a path relative to the page: it also works below an API Gateway stage. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Json;
}

/** Sends requests. Rejects with an `ApiFailure` for every answer that is no success. */
export type Send = (request: ApiRequest, signal?: AbortSignal) => Promise<Response>;

/** Requests with the key of the settings, which is asked for each time. */
export function apiClient(apiKey: () => string, send: typeof fetch = (...parameters) => fetch(...parameters)): Send {
  return async ({ method, path, headers, body }, signal) => {
    const key = apiKey();
    const response = await send(path, {
      method,
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(key !== '' && { 'x-api-key': key }),
        ...headers,
      },
      ...(body && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
      cache: 'no-store',
    });
    if (!response.ok) throw await refused(response);
    return response;
  };
}

async function refused(response: Response): Promise<ApiFailure> {
  const requestId = response.headers.get('x-openai-request-id') ?? response.headers.get('x-amzn-requestid');
  const body: unknown = await response.json().catch(() => undefined);
  const data = isJson(body) ? body : { message: `The API answered ${response.status} ${response.statusText}.` };
  return new ApiFailure(failureOf({ statusCode: response.status, ...data }, requestId));
}
