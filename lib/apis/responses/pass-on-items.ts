import type { RequestContext } from '../../context/request-context.ts';
import { type PassedOn, passOn } from '../../upstream/pass-on.ts';
import type { SendUpstream } from '../../upstream/request-upstream.ts';
import { withAudioTypes } from './answers/audio-types.ts';

/** The same as `passOn`, with the media type of spoken parts: a page has its items in `data`, a compaction in `output`. */
export async function passOnItems(context: RequestContext, request: PassedOn, send: SendUpstream) {
  const { body, ...answer } = await passOn(context, request, send);
  const { data, output } = body;
  const typed = {
    ...body,
    ...(Array.isArray(data) && { data: withAudioTypes(data) }),
    ...(Array.isArray(output) && { output: withAudioTypes(output) }),
  };
  return { ...answer, body: typed };
}
