import type { Readable } from 'node:stream';
import type { StreamAnswer } from '../../../context/answer.ts';
import { answerHeaders, eventStreamHeaders } from '../../../context/answer-headers.ts';
import type { RequestContext } from '../../../context/request-context.ts';
import type { ImageDelivery } from '../../../storage/images/image-entry.ts';
import { serviceFrames } from '../../../stream/service-frames.ts';
import type { Sink } from '../../../stream/sink.ts';
import { forwardUpstream } from '../../../upstream/forward-upstream.ts';
import { openEventStream } from '../../../upstream/open-event-stream.ts';
import type { UpstreamAnswer } from '../../../upstream/request-upstream.ts';
import { imageCatalogue } from '../events/image-catalogue.ts';
import { type ImageState, newImageState } from '../events/image-state.ts';
import { IMAGE_SET_ID, newImageSet } from '../keeping/image-set.ts';
import { keepStreamed } from '../keeping/keep-streamed.ts';
import { imagesAsked } from './images-asked.ts';
import { recordImages } from './record-images.ts';

const encoder = serviceFrames<ImageState, undefined, object>(imageCatalogue);

/**
 * Answers with the events of images as this service's frames, and `image.stored` or `image.store_failed` after each image: exactly one
 * frame ends it, the last image or an `error`. Throws as `openEventStream` does.
 */
export async function streamImages(
  upstream: UpstreamAnswer,
  delivery: ImageDelivery,
  context: RequestContext,
): Promise<StreamAnswer> {
  const body: Readable = await openEventStream(upstream, context);
  const set = await newImageSet(context);
  const interceptor = keepStreamed(set, delivery, context);
  const stream = async (sink: Sink): Promise<void> => {
    const state = newImageState(imagesAsked(context));
    await forwardUpstream(context, {
      catalogue: imageCatalogue,
      encoder,
      upstream: body,
      sink,
      state,
      context: undefined,
      ...(interceptor && { interceptor }),
    });
    recordImages(context, { images: state.completed, usages: state.usages });
  };
  const facts = { warnings: set?.warnings ?? [], upstreamMs: upstream.latencyMs };
  return {
    statusCode: 200,
    headers: { ...eventStreamHeaders, ...(set && { [IMAGE_SET_ID]: set.id }), ...answerHeaders(context, facts) },
    stream,
  };
}
