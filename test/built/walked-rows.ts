import { expect } from 'vitest';
import { dialectOfPath, mainPath } from '../../lib/endpoints/paths.ts';
import type { Endpoint } from '../../lib/endpoints/table.ts';
import { fieldsOf } from '../../lib/json/fields.ts';
import type { Stack } from '../support/stack.ts';

/** How a row is asked: left out is what a good request has. */
export interface Asked {
  readonly authorization: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: string;
  readonly method?: string;
  /** A path or its template. */
  readonly path?: string;
}

/** A row's answer. */
export interface RowAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** An error's, as JSON; of a success, which may be a page or a stream, and of an empty refusal of OpenAI's, nothing. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** A request that a row takes, of somebody's own response or one to be made. */
export async function askRow(stack: Stack, row: Endpoint, asked: Asked): Promise<RowAnswer> {
  const { authorization, headers = {}, query = '', method = row.method } = asked;
  const path = (asked.path ?? mainPath(row.paths)).replaceAll(/\{\w+\}/g, 'resp_1');
  const body = asked.body ?? (row.takes === 'json' ? '{"input":"Hi"}' : undefined);
  const response = await fetch(`${stack.url}${path}${query}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(authorization === undefined ? {} : { authorization }),
      ...headers,
    },
    ...(body === undefined || method === 'GET' ? {} : { body }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: response.status < 400 || text === '' ? {} : JSON.parse(text),
  };
}

/** The body of a refusal, less when and where. */
export function refusedBody({ body }: RowAnswer): object {
  const { timestamp: _, path: __, ...rest } = body;
  return rest;
}

/** The code of a refusal, whichever dialect its body is in. */
export function refusedCode(body: RowAnswer['body']): unknown {
  return body.error_code ?? fieldsOf(body.error).code;
}

/** What a refusal's body is in the dialect of a path, and that alone. */
export function refusalIn(path: string, code: string): object {
  const message = expect.stringMatching(/./);
  if (dialectOfPath(path) === 'service')
    return {
      statusCode: 401,
      path: expect.any(String),
      timestamp: expect.any(String),
      message,
      hint: message,
      error_code: code,
    };
  return { error: { message, type: 'invalid_request_error', param: null, code } };
}
