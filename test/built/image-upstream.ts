import { type UpstreamHandler, upstreamFrame } from '../support/upstream.ts';
import { CREATED, completed, delta, RESPONSE } from './played.ts';

/** A finished image as an output item. */
export function imageItem(id: string, bytes: Buffer, fields: object = {}) {
  return {
    id,
    type: 'image_generation_call',
    status: 'completed',
    background: 'opaque',
    output_format: 'png',
    quality: 'high',
    result: bytes.toString('base64'),
    revised_prompt: 'A shore',
    size: '48x32',
    ...fields,
  };
}

/** A response that holds these items. */
export function imageResponse(items: readonly object[], id = RESPONSE.id) {
  return { ...RESPONSE, id, output: [...items, ...RESPONSE.output] };
}

export function itemDone(sequence: number, item: object) {
  return { type: 'response.output_item.done', sequence_number: sequence, output_index: sequence - 1, item };
}

/** The events of a stream that draws these items, then says `Hello`. */
export function imageEvents(items: readonly object[], id = RESPONSE.id) {
  const done = items.map((item, index) => itemDone(index + 1, item));
  const created = { ...CREATED, response: { ...CREATED.response, id } };
  const end = { ...completed(done.length + 2), response: imageResponse(items, id) };
  return [created, ...done, delta(done.length + 1, 'Hello'), end];
}

/** Answers either endpoint with these items. */
export function playImages(items: readonly object[], id = RESPONSE.id): UpstreamHandler {
  return (request, response) => {
    const streams = request.json().stream === true;
    response.writeHead(200, { 'content-type': streams ? 'text/event-stream' : 'application/json' });
    response.end(
      streams ? imageEvents(items, id).map(upstreamFrame).join('') : JSON.stringify(imageResponse(items, id)),
    );
  };
}
