import { startStandIn } from '../../infra/local/openai/server.ts';
import { type LocalS3, startLocalS3 } from '../../infra/local/s3/local-s3.ts';
import { createKey, type KeyWish, type PrincipalChanges } from '../../lib/access/keys/key-admin.ts';
import { type Stack, type StackOptions, startStack } from '../support/stack.ts';
import { startTestTable, type TestTable } from '../support/test-table.ts';
import { startUpstream, type Upstream } from '../support/upstream.ts';
import { BUCKET, storage } from './image-calls.ts';

/** The functions with access on, and all that they reach: OpenAI's stand-in or a test's own upstream, S3 and the table. */
export interface AccessWorld {
  readonly stack: Stack;
  readonly table: TestTable;
  /** Where the bucket is. */
  readonly s3Url: string;
  /** In OpenAI's place, where the test asked for it; else the stand-in is. */
  readonly upstream: Upstream;
  /** A key of a caller, who is made with it. */
  readonly keyOf: (caller: string, wish?: KeyWish & PrincipalChanges) => Promise<string>;
  /** Asks as the holder of a key. */
  readonly ask: (key: string | undefined, path: string, init?: AskInit) => Promise<Response>;
  close(): Promise<void>;
}

/** What of a request a test decides. */
export interface AskInit {
  readonly method?: string;
  /** Sent as JSON. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Starts one. The caller closes it. */
export async function startAccessWorld(
  options: StackOptions & { readonly ownUpstream?: boolean } = {},
): Promise<AccessWorld> {
  const { ownUpstream = false, environment, ...rest } = options;
  const s3: LocalS3 = await startLocalS3({ bucket: BUCKET });
  const table = await startTestTable();
  const upstream = await startUpstream();
  const standIn = ownUpstream ? undefined : await startStandIn({ now: Date.now });
  const stack = await startStack({
    upstream: standIn ? `${standIn.url}/v1` : upstream.url,
    ...rest,
    environment: {
      ...storage(s3.url),
      OPENAI_MAX_RETRIES: '0',
      ACCESS_MODES: 'bearer',
      ACCESS_TABLE: table.name,
      DYNAMODB_ENDPOINT: table.url,
      ...environment,
    },
  });
  return {
    stack,
    table,
    s3Url: s3.url,
    upstream,
    async keyOf(caller, wish = {}) {
      const { key } = await createKey(table.table, `bearer:${caller}`, { label: 'test', ...wish }, { now: Date.now });
      return key;
    },
    ask: (key, path, { method, body, headers } = {}) =>
      fetch(`${stack.url}${path}`, {
        method: method ?? (body === undefined ? 'GET' : 'POST'),
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    async close() {
      await stack.close();
      await Promise.all([standIn?.close(), upstream.close(), s3.close(), table.close()]);
    },
  };
}
