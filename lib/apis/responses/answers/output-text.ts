import type { ResponseOutputItem, ResponseOutputMessage } from 'openai/resources/responses/responses';
import { objectsIn } from './output-items.ts';

/** The text of every `output_text` part of every message, joined in order, as the SDK's own `output_text` is; `''` if none. */
export function outputText(output: readonly ResponseOutputItem[]): string {
  return output
    .flatMap((item) =>
      item.type === 'message' ? objectsIn<ResponseOutputMessage['content'][number]>(item.content) : [],
    )
    .map((part) => (part.type === 'output_text' && typeof part.text === 'string' ? part.text : ''))
    .join('');
}
