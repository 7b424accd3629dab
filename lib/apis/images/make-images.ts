import type { Answer } from '../../context/answer.ts';
import type { RequestContext } from '../../context/request-context.ts';
import type { Fields } from '../../json/fields.ts';
import type { ImageDelivery } from '../../storage/images/image-entry.ts';
import { openImageStore } from '../../storage/images/open-image-store.ts';
import { isEventStream } from '../../upstream/is-event-stream.ts';
import { sendPlain } from '../../upstream/send-plain.ts';
import { isFileInput } from '../../validation/file-field.ts';
import { sendWithFiles } from '../uploads/files/send-with-files.ts';
import { answerImages } from './keeping/answer-images.ts';
import { answersWithUrls } from './schemas/image-models.ts';
import { streamImages } from './streaming/stream-images.ts';

/** A checked request of any of the Images API's. */
type ImagesRequest = Fields & {
  readonly model?: string | null | undefined;
  readonly image_delivery?: ImageDelivery | undefined;
};

const JSON_TYPE = 'application/json';

/** What an image may be that is sent: the SDK's ImageEditParams. */
const imageFiles = { types: ['image/png', 'image/jpeg', 'image/webp'], mostBytes: 50 * 1024 * 1024 };

/**
 * `generate-image`, `edit-image` and `create-image-variation`: OpenAI's JSON, or with `stream` its events as frames; images are kept in S3
 * and answered as requested. What has files goes out as a form. Throws `ServiceError`.
 *
 * @param path OpenAI's, below its base URL: `/images/generations`
 */
export function makeImages(path: string) {
  return async (request: ImagesRequest, context: RequestContext): Promise<Answer> => {
    const { image_delivery: delivery = 'both', ...asked } = request;
    const params = await context.guard.admit(completed(asked, context.environment.defaultImageModel), 'images');
    const { model } = params;
    context.recorder.requested(params, { model });
    // The store loads while OpenAI works; what goes wrong with it is told with the first image.
    openImageStore(context.environment).catch(() => undefined);
    const sent = { kind: 'generation', model } as const;
    const hasFiles = Object.values(params).flat().some(isFileInput);
    const upstream = hasFiles
      ? await sendWithFiles(context, { path, fields: params, accepts: imageFiles }, sent)
      : await sendPlain(context, { method: 'POST', path, body: jsonOf(params) }, sent);
    return isEventStream(upstream.response) || isStreamed(params)
      ? streamImages(upstream, delivery, context)
      : answerImages(upstream, delivery, context);
  };
}

/** With the deployment's own model, and base64 of models that would answer with URLs: those end within the hour. */
function completed(asked: Fields, defaultModel: string): Fields & { readonly model: string } {
  const { model, response_format: format } = asked;
  const named = typeof model === 'string' ? model : defaultModel;
  return {
    ...asked,
    model: named,
    ...(answersWithUrls(named) && (format === undefined || format === null) && { response_format: 'b64_json' }),
  };
}

function isStreamed({ stream }: Fields): boolean {
  return stream === true;
}

function jsonOf(params: Fields) {
  return { content: JSON.stringify(params), contentType: JSON_TYPE };
}
