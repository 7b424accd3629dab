import * as z from 'zod';
import { explain } from '../../../validation/problem-text.ts';

/** `.` and `..` would be another path: nothing in a URL can keep them from it. Other gateways make longer IDs than OpenAI. */
const FORM = /^(?!\.{1,2}$)[A-Za-z0-9_=.-]{1,512}$/;

/** The ID of a video, or of a character, as the path gives it. */
export function videoIdField(what: 'video' | 'character' = 'video', example = 'video_abc123') {
  const error = explain(
    `Invalid ${what} ID format`,
    `Give the 'id' of a ${what}, like '${example}': letters, digits, '_', '-', '.' and '=', at most 512`,
  );
  return z
    .string({ error })
    .regex(FORM, { error })
    .meta({ description: `The ${what}'s ID.`, example });
}
