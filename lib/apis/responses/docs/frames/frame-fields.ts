import * as z from 'zod';

const index = (description: string) => z.int().min(0).meta({ description });

/** Fields that many events share. */
const itemId = z.string().meta({ description: 'The output item that it belongs to.', example: 'msg_abc123' });
export const outputIndex = index('The place of that item in the output.');
const contentIndex = index('The place of the content part in its item.');
export const summaryIndex = index('The place of the part in the summary.');
export const commandIndex = index('The place of the command in its call.');
export const annotationIndex = index('The place of the annotation in its part.');
export const obfuscation = z.string().optional().meta({
  description: 'Random characters that hide the length of the delta; left out with include_obfuscation=false.',
});

/** What OpenAI extends at will: known by its `type`, and let through as it came. */
export const typed = (description: string) => z.looseObject({ type: z.string() }).meta({ description });

/** A piece, or the whole, of a text. */
export const text = (description: string) => z.string().meta({ description });

/** Beside audio, in an event or in a part of one. */
export const mediaType = z.string().optional().meta({
  description: 'The media type of the audio; left out where nobody knows it, or there is none.',
  example: 'audio/mpeg',
});

const logprob = z.looseObject({ token: z.string(), logprob: z.number() });
export const logprobs = z.array(logprob).meta({
  description: 'Log probabilities of the tokens; empty unless message.output_text.logprobs was included.',
});

/** Where an event of a tool call belongs. */
export const item = { item_id: itemId, output_index: outputIndex } as const;
/** Where an event of a content part belongs. */
export const part = { ...item, content_index: contentIndex } as const;

/** What a replayed text delta carries beside OpenAI's fields. */
export const replayedDelta = {
  replayed: z.literal(true).optional().meta({ description: 'The frame was made from the archived result.' }),
  text_offset: z.int().min(0).optional().meta({
    description: 'Of a replayed delta: where in its text it begins, in UTF-16 code units.',
  }),
} as const;
