import { beforeEach, expect, it, vi } from 'vitest';
import { requestContext } from '../../../support/request-context.ts';

beforeEach(() => void vi.resetModules());

/** The document of a deployment whose callers prove themselves so. */
async function documentOf(auth: string) {
  const { getOpenapi } = await import('../../../../lib/apis/docs/get-openapi.ts');
  return getOpenapi({}, requestContext({ API_AUTH: auth }));
}

it.each([
  ['none', []],
  ['api-key', ['apiKey']],
])('describes the deployment, whose callers bring %s', async (auth, wanted) => {
  const { statusCode, headers, body } = await documentOf(auth);
  expect([statusCode, headers]).toEqual([200, { 'cache-control': 'public, max-age=300' }]);
  const { post } = body.paths?.['/api/responses/text'] ?? {};
  expect(post?.operationId).toBe('create-text');
  expect((post?.security ?? []).flatMap((scheme) => Object.keys(scheme))).toEqual(wanted);
});

it('is kept by no cache for others where it is for callers, and says how they are known', async () => {
  const { getOpenapi } = await import('../../../../lib/apis/docs/get-openapi.ts');
  const variables = { DOCS_ACCESS: 'callers', ACCESS_MODES: 'bearer', ACCESS_TABLE: 'access' };
  const { headers, body } = await getOpenapi({}, requestContext(variables));
  expect(headers).toEqual({ 'cache-control': 'private, max-age=300' });
  expect(body.paths?.['/openapi.json']?.get?.security).toEqual([{ serviceKey: [] }]);
});

it('is made once', async () => {
  const { getOpenapi } = await import('../../../../lib/apis/docs/get-openapi.ts');
  const [one, other] = await Promise.all([getOpenapi({}, requestContext()), getOpenapi({}, requestContext())]);
  expect(one.body).toBe(other.body);
});
