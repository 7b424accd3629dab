import { pageRequest } from '../../lib/apis/docs/schemas/page-request.ts';
import { servePage } from '../../lib/apis/docs/serve-page.ts';
import { endpoint } from '../../lib/http/endpoint.ts';

export const handler = endpoint('show-playground', {
  request: pageRequest,
  serve: ({ path }, call) => servePage(path, call),
});
