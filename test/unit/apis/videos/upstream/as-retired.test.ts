import { describe, expect, it } from 'vitest';
import { asRetired } from '../../../../../lib/apis/videos/upstream/as-retired.ts';
import { fromUpstreamFailure } from '../../../../../lib/errors/from-upstream.ts';
import { ServiceError } from '../../../../../lib/errors/service-error.ts';

const now = new Date('2026-11-30T12:00:00Z');
const type = 'invalid_request_error';

function refusal(statusCode: number, error?: object): ServiceError {
  return fromUpstreamFailure({ kind: 'status', statusCode, headers: {}, body: error && { error } });
}

const shutDown = { message: 'The Videos API has been shut down.', type };

describe('a refusal', () => {
  it.each<readonly [string, ServiceError, namesObject: boolean]>([
    ['of a path that is none', refusal(404, { message: 'Invalid URL (GET /v1/videos/video_1)', type }), true],
    ['of a path, without a word', refusal(404), false],
    ['of a path, by FastAPI', refusal(404, { message: 'Not Found' }), false],
    ['that says that the API is over', refusal(400, shutDown), true],
    ['that says so with 403', refusal(403, { message: 'This endpoint is no longer available.', type }), true],
    [
      'that says that the model is over',
      refusal(404, { message: 'The model `sora-2` has been deprecated', type }),
      false,
    ],
    ['with a code for it', refusal(400, { message: 'No.', type, code: 'model_deprecated' }), true],
    ['of the model, after its day', refusal(404, { message: 'No such model', type, code: 'model_not_found' }), false],
    ['with 410', refusal(410), true],
  ])('is of an API that has ended: %s', (_name, error, namesObject) => {
    expect(asRetired(error, { namesObject, now })).toMatchObject({
      code: 'upstream_retired',
      statusCode: 410,
      cause: error,
    });
  });

  it.each<readonly [string, unknown, namesObject: boolean]>([
    ['of one video', refusal(404, { message: "Video with id 'video_1' not found.", type }), true],
    ['of one video, without a word', refusal(404), true],
    ['of a video whose bytes have ended', refusal(410, { message: 'The video has expired.', type }), true],
    ['of a parameter that is deprecated', refusal(400, { message: "Parameter 'style' is deprecated.", type }), false],
    ['of a server that fails', refusal(500, shutDown), false],
    ['of too many requests', refusal(429, shutDown), false],
    ['of an upload that is not there', new ServiceError('upload_not_found'), false],
    ['that is no refusal', new Error('Oops'), false],
  ])('stays what it is: %s', (_name, error, namesObject) => {
    expect(asRetired(error, { namesObject, now })).toBe(error);
  });

  it('of another model, or before the day, is of that model', () => {
    const error = refusal(404, { message: 'No such model', type, code: 'model_not_found' });
    expect(asRetired(error, { namesObject: false, now, model: 'veo-3' })).toBe(error);
    expect(asRetired(error, { namesObject: false, now: new Date('2026-09-01T00:00:00Z') })).toBe(error);
  });
});
