import { type Route, sendJson } from '../exchange.ts';
import { Failure } from '../failures.ts';
import { findModel, MODELS } from '../models.ts';

/** Every endpoint of the Models API that only reads. */
export const MODEL_ROUTES: readonly Route[] = [
  {
    method: 'GET',
    path: /^\/v1\/models$/,
    handle: ({ response }) => sendJson(response, 200, { object: 'list', data: MODELS }),
  },
  {
    method: 'GET',
    path: /^\/v1\/models\/([^/]+)$/,
    handle: ({ response, captured: [name = ''] }) => {
      const model = findModel(name);
      if (!model) {
        const message = `The model '${name}' does not exist`;
        throw new Failure(404, message, { param: 'model', code: 'model_not_found' });
      }
      sendJson(response, 200, model);
    },
  },
];
