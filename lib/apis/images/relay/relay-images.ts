import type { Readable } from 'node:stream';
import type { RequestContext } from '../../../context/request-context.ts';
import { fieldsOf } from '../../../json/fields.ts';
import type { Sink } from '../../../stream/sink.ts';
import { relayCatalogued } from '../../../upstream/relay/relay-catalogued.ts';
import { imageCatalogue } from '../events/image-catalogue.ts';
import { newImageState } from '../events/image-state.ts';
import { recordImages } from './record-images.ts';

/** Writes the events of images as they come; usage is read on the side. Never rejects for the upstream's failures. */
export function relayImages(upstream: Readable, context: RequestContext): (sink: Sink) => Promise<void> {
  return async (sink) => {
    const state = newImageState(imagesAsked(context));
    await relayCatalogued({ upstream, sink, catalogue: imageCatalogue, state }, context);
    recordImages(context, state.usages);
  };
}

/** How many images the request asks for. */
function imagesAsked({ recorder }: RequestContext): number {
  const { n } = fieldsOf(recorder.facts().request);
  return typeof n === 'number' && n > 1 ? n : 1;
}
