import * as z from 'zod';
import { fieldsOf } from '../../../../json/fields.ts';

import { boundedRecord } from '../../../../validation/bounded-record.ts';
import { explain } from '../../../../validation/problem-text.ts';

const kind = explain(
  'Invalid prompt type',
  "Send {id} of a prompt template, or {type: 'text', text} for text that becomes instructions",
);
const nothing = explain('A text prompt needs a text', "Send {type: 'text', text: 'Be brief.'}, or use instructions");

/** A template kept at OpenAI by its id, or a text of the caller's own. */
export function promptField() {
  return z
    .looseObject({
      id: z.string().min(1).optional(),
      version: z.string().nullish(),
      variables: boundedRecord(z.union([z.string(), z.looseObject({ type: z.string() })])).nullish(),
    })
    .superRefine((prompt, context) => {
      if (prompt.id !== undefined) return;
      if (prompt.type === undefined) {
        context.addIssue({ code: 'invalid_type', expected: 'string', path: ['id'], input: prompt.id });
      } else if (prompt.type !== 'text') {
        context.addIssue({ code: 'custom', path: ['type'], message: kind });
      } else if (typeof prompt.text !== 'string' || prompt.text === '') {
        context.addIssue({ code: 'custom', path: ['text'], message: nothing });
      }
    })
    .nullish()
    .meta({
      description:
        'A prompt template kept at OpenAI, and what to put in its place holders; or {type: "text", text}, which becomes ' +
        'instructions.',
      example: { id: 'pmpt_abc123', version: '2', variables: { city: 'Oslo' } },
    });
}

/** The text of a prompt that is no template; undefined for one that is, and for none. */
export function textOfPrompt(prompt: unknown): string | undefined {
  const { id, type, text } = fieldsOf(prompt);
  return id === undefined && type === 'text' && typeof text === 'string' ? text : undefined;
}
