import { json } from 'node:stream/consumers';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { functionUrlEvent } from '../../infra/local/events.ts';
import type { Stack } from '../support/stack.ts';

/** An answer as the function gave it, before any front door. */
export interface DirectAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Record<string, unknown>;
}

/** A function URL's event of a JSON POST; `change` for what a front door would not let through. */
export function postEvent(
  path: string,
  body: string,
  change: Partial<APIGatewayProxyEventV2> = {},
): APIGatewayProxyEventV2 {
  const event = functionUrlEvent({
    method: 'POST',
    url: path,
    rawHeaders: ['content-type', 'application/json'],
    body: Buffer.from(body),
    sourceIp: '127.0.0.1',
    requestId: 'test',
    time: 0,
    parameters: {},
    resource: path,
  });
  return { ...event, ...change };
}

/** Invokes a function with an event of the caller's making. */
export async function invokeDirectly(stack: Stack, name: string, event: unknown): Promise<DirectAnswer> {
  const { statusCode, headers, body } = await stack.host.invoke(name, event);
  return { statusCode, headers, body: (await json(body)) as Record<string, unknown> };
}
