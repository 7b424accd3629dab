import type { Call } from '../openai/call.ts';
import type { openapiDocument } from './openapi-document.ts';

type Document = ReturnType<typeof openapiDocument>;

/** Made at the first request: a start need not wait for some 50 ms of schemas. */
let made: Promise<Document> | undefined;

/** `get-openapi`: the document of this deployment. Its server is where it was asked for, stage included. */
export async function getOpenapi(_request: object, { path, environment }: Call) {
  made ??= import('./openapi-document.ts').then(({ openapiDocument }) =>
    openapiDocument({ apiAuth: environment.apiAuth }),
  );
  const document = await made;
  return {
    statusCode: 200,
    headers: { 'cache-control': 'public, max-age=300' },
    body: { ...document, servers: [{ url: serverOf(path) }] },
  };
}

/** What stands before the document's own path: API Gateway's stage where its event says so, nothing otherwise. */
function serverOf(path: string): string {
  return /^(\/[\w-]+)\/openapi\.json$/.exec(path)?.[1] ?? '/';
}
