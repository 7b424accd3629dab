import * as z from 'zod';
import { isFields } from '../../../../json/fields.ts';

import { boundedRecord } from '../../../../validation/bounded-record.ts';
import { addIssues } from '../../../../validation/omitted-issue.ts';
import { explain } from '../../../../validation/problem-text.ts';

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
  return boundedRecord(z.string({ error: value }).max(VALUE_LENGTH, { error: value }), { error: pairs })
    .superRefine(
      (metadata, context) => {
        const keys = Object.keys(metadata);
        if (keys.length > PAIRS) context.addIssue({ code: 'custom', message: pairs });
        addIssues(
          context,
          keys.filter(isTooLong).map((name) => ({ path: [name], message: key })),
        );
      },
      { when: ({ value: metadata }) => isFields(metadata) },
    )
    .nullish()
    .meta({
      description: `Up to ${PAIRS} pairs of strings kept with the response.`,
      example: { order: '4711' },
    });
}

/** Characters are code points, as in values; a key of 5 MB is not counted to its end. */
function isTooLong(name: string): boolean {
  return [...name.slice(0, 2 * KEY_LENGTH + 2)].length > KEY_LENGTH;
}
