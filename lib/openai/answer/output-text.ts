import type { ResponseOutputItem } from 'openai/resources/responses/responses';

/** The text of every `output_text` part of every message, joined in order, as the SDK's own `output_text` is; `''` if none. */
export function outputText(output: readonly ResponseOutputItem[]): string {
  return output
    .flatMap((item) => (item.type === 'message' ? (item.content ?? []) : []))
    .map((part) => (part.type === 'output_text' ? part.text : ''))
    .join('');
}
