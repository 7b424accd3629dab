import type { ResponseOutputItem } from 'openai/resources/responses/responses';
import type { DraftEvent, Ending } from '../events.ts';
import type { PlayContext } from '../play.ts';
import { drawPng } from '../png.ts';
import { promptText, toolOf } from '../request.ts';
import { message } from './message.ts';

const WIDTH = 48;
const HEIGHT = 32;

/** A small real PNG, in `partial_images` steps (two unless the tool says otherwise), and an empty message as OpenAI's. */
export function* image(context: PlayContext): Generator<DraftEvent, Ending> {
  const place = { item_id: context.identify('ig'), output_index: context.nextOutputIndex() };
  const { output_index } = place;
  const partials = toolOf(context.request, 'image_generation')?.partial_images ?? 2;
  const look = { background: 'opaque', output_format: 'png', quality: 'low', size: `${WIDTH}x${HEIGHT}` } as const;
  const item: ResponseOutputItem.ImageGenerationCall = {
    id: place.item_id,
    type: 'image_generation_call',
    status: 'in_progress',
    result: null,
  };
  yield { type: 'response.output_item.added', output_index, item };
  yield { type: 'response.image_generation_call.in_progress', ...place };
  yield { type: 'response.image_generation_call.generating', ...place };
  for (let index = 0; index < partials; index += 1) {
    const partial_image_b64 = drawPng(WIDTH, HEIGHT, 2 + index).toString('base64');
    const partial = { partial_image_index: index, partial_image_b64, ...look };
    yield { type: 'response.image_generation_call.partial_image', ...place, ...partial };
  }
  yield { type: 'response.image_generation_call.completed', ...place };
  const done: ResponseOutputItem.ImageGenerationCall = {
    ...item,
    status: 'completed',
    action: 'generate',
    ...look,
    result: drawPng(WIDTH, HEIGHT, WIDTH).toString('base64'),
    revised_prompt: promptText(context.request) || 'A gradient from blue to pink',
  };
  yield { type: 'response.output_item.done', output_index, item: done };
  yield* message(context, '');
  return { status: 'completed' };
}
