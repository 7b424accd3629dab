import { type StandIn, startStandIn } from '../../infra/local/openai/server.ts';
import { type LocalS3, startLocalS3 } from '../../infra/local/s3/local-s3.ts';
import { type Stack, startStack } from '../support/stack.ts';
import { newSecret } from '../support/webhook-delivery.ts';
import { BUCKET, storage } from './image-calls.ts';
import { problemsOf } from './openapi-validator.ts';

/** The functions with the stand-in for OpenAI and an S3 of this machine. */
export interface OpenapiWorld {
  readonly stack: Stack;
  /** Signs webhooks. */
  readonly secret: string;
  close(): Promise<void>;
}

/** Starts one. The caller closes it. */
export async function startOpenapiWorld(environment: Readonly<Record<string, string>> = {}): Promise<OpenapiWorld> {
  const secret = newSecret();
  const s3: LocalS3 = await startLocalS3({ bucket: BUCKET });
  const standIn: StandIn = await startStandIn({ now: Date.now });
  const stack = await startStack({
    upstream: `${standIn.url}/v1`,
    environment: { ...storage(s3.url), OPENAI_RETRY_DELAY: '0', OPENAI_WEBHOOK_SECRET: secret, ...environment },
  });
  return {
    stack,
    secret,
    async close() {
      await stack.close();
      await Promise.all([standIn.close(), s3.close()]);
    },
  };
}

/** A JSON answer, read, with what the document has against it. */
export async function checkedJson(operationId: string, response: Response) {
  const [contentType = ''] = (response.headers.get('content-type') ?? '').split(';');
  const body = (await response.json()) as Record<string, unknown>;
  return { status: response.status, body, problems: problemsOf(operationId, response.status, contentType, body) };
}
