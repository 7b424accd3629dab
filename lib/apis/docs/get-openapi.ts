import type { RequestContext } from '../../context/request-context.ts';
import type { openapiDocument } from './openapi-document.ts';

/** Made at the first request: no start has to wait for its schemas. */
let made: Promise<ReturnType<typeof openapiDocument>> | undefined;

/** `get-openapi`: the document of this deployment. */
export async function getOpenapi(_request: object, { environment: { apiAuth, access, docs } }: RequestContext) {
  made ??= import('./openapi-document.ts').then(({ openapiDocument }) => openapiDocument({ apiAuth, access, docs }));
  // What is for callers, no cache between may keep for others.
  const caches = docs === 'public' ? 'public' : 'private';
  return { statusCode: 200, headers: { 'cache-control': `${caches}, max-age=300` }, body: await made };
}
