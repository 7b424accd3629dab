import * as z from 'zod';

import { explain } from '../problem-text.ts';

/** Source of the three limits: `metadata` of ResponseCreateParams in the installed SDK. */
const PAIRS = 16;
const KEY_LENGTH = 64;
const VALUE_LENGTH = 512;

const pairs = explain('Invalid metadata', `metadata must be an object of at most ${PAIRS} pairs of strings`);
const key = explain('Invalid metadata key', `Metadata keys must have at most ${KEY_LENGTH} characters`);
const value = explain(
  'Invalid metadata value',
  `Metadata values must be strings of at most ${VALUE_LENGTH} characters`,
);

export function metadataField() {
  return z
    .record(z.string(), z.string({ error: value }).max(VALUE_LENGTH, { error: value }), { error: pairs })
    .superRefine(
      (metadata, context) => {
        const keys = Object.keys(metadata);
        if (keys.length > PAIRS) context.addIssue({ code: 'custom', message: pairs });
        for (const name of keys) {
          if (name.length > KEY_LENGTH) context.addIssue({ code: 'custom', path: [name], message: key });
        }
      },
      { when: ({ value: metadata }) => typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata) },
    )
    .nullish()
    .meta({
      description: `Up to ${PAIRS} pairs of strings kept with the response.`,
      example: { order: '4711' },
    });
}
