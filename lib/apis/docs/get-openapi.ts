import type { RequestContext } from '../../context/request-context.ts';
import type { openapiDocument } from './openapi-document.ts';

/** Made at the first request: no start has to wait for its schemas. */
let made: Promise<ReturnType<typeof openapiDocument>> | undefined;

/** `get-openapi`: the document of this deployment. */
export async function getOpenapi(_request: object, { environment: { apiAuth } }: RequestContext) {
  made ??= import('./openapi-document.ts').then(({ openapiDocument }) => openapiDocument({ apiAuth }));
  return { statusCode: 200, headers: { 'cache-control': 'public, max-age=300' }, body: await made };
}
