import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Secrets Manager's answer: a value, or the name of the failure that it answers with. */
export type SecretAnswer = { readonly value: string } | { readonly failure: string };

/** A server in the place of Secrets Manager (AWS JSON 1.1). */
export interface FakeSecrets {
  /** For `AWS_ENDPOINT_URL_SECRETS_MANAGER`. */
  readonly url: string;
  /** The ids that were asked for, in order. */
  readonly asked: readonly string[];
  /** Answers so from now on. */
  answer(answer: SecretAnswer): void;
  close(): Promise<void>;
}

/** Starts one on 127.0.0.1. The caller closes it. */
export async function startFakeSecrets(first: SecretAnswer): Promise<FakeSecrets> {
  const asked: string[] = [];
  let current = first;
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    asked.push((JSON.parse(body) as { readonly SecretId: string }).SecretId);
    const failed = 'failure' in current;
    response.writeHead(failed ? 400 : 200, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify('failure' in current ? { __type: current.failure } : { SecretString: current.value }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answer(answer) {
      current = answer;
    },
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
