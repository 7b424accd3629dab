import type { Readable } from 'node:stream';
import type { RequestContext } from '../../../context/request-context.ts';
import type { Sink } from '../../../stream/sink.ts';
import type { StreamedRequest } from '../../../upstream/relay/relay.ts';
import { relayCatalogued } from '../../../upstream/relay/relay-catalogued.ts';
import { imageCatalogue } from '../events/image-catalogue.ts';
import { newImageState } from '../events/image-state.ts';
import { imagesAsked } from '../streaming/images-asked.ts';
import { recordImages } from '../streaming/record-images.ts';

/** Writes the events of images as they come; usage and images are read on the side. Never rejects for the upstream's failures. */
export function relayImages(
  upstream: Readable,
  context: RequestContext,
  { interceptor }: StreamedRequest,
): (sink: Sink) => Promise<void> {
  return async (sink) => {
    const state = newImageState(imagesAsked(context));
    await relayCatalogued({ upstream, sink, catalogue: imageCatalogue, state, interceptor }, context);
    recordImages(context, { images: state.completed, usages: state.usages });
  };
}
