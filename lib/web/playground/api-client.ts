import { ApiFailure, failureOf } from './api-failure.ts';
import { isJson, type Json } from './frame.ts';

/** A request to the API, by a path relative to the page: it also works below an API Gateway stage. */
export interface ApiRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Json;
}

/** What a request brings to be let in; empty where nothing is set. */
export interface Keys {
  /** API Gateway's. */
  apiKey(): string;
  /** This service's own. */
  serviceKey(): string;
}

/** Sends requests. Rejects with an `ApiFailure` for every answer that is no success. */
export type Send = (request: ApiRequest, signal?: AbortSignal) => Promise<Response>;

/** Requests with the keys of the settings, which are asked for each time. */
export function apiClient(keys: Keys, send: typeof fetch = (...parameters) => fetch(...parameters)): Send {
  return async ({ method, path, headers, body }, signal) => {
    const apiKey = keys.apiKey();
    const serviceKey = keys.serviceKey();
    const response = await send(path, {
      method,
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(apiKey !== '' && { 'x-api-key': apiKey }),
        ...(serviceKey !== '' && { authorization: `Bearer ${serviceKey}` }),
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
