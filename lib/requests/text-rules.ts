import type * as z from 'zod';

import { explain } from './problem-text.ts';

/** A rule over several fields of a text request: the field it blames, and what it says. */
interface Rule {
  readonly parameter: string;
  readonly error: string;
  readonly broken: (body: Readonly<Record<string, unknown>>) => boolean;
}

const rules: readonly Rule[] = [
  {
    parameter: 'input',
    error: explain(
      "'input' is required",
      'Send input as a string or an array of items, or one of prompt, conversation and previous_response_id',
    ),
    broken: ({ input, prompt, conversation, previous_response_id }) =>
      input === undefined && !prompt && !conversation && !previous_response_id,
  },
  {
    parameter: 'previous_response_id',
    error: explain(
      "'previous_response_id' and 'conversation' exclude each other",
      'Send conversation to go on in a conversation, or previous_response_id to go on from one response, not both',
    ),
    broken: ({ conversation, previous_response_id }) => !!conversation && !!previous_response_id,
  },
  {
    parameter: 'store',
    error: explain(
      "'store' must not be false with 'background'",
      'Omit store or set it to true: OpenAI runs a background response only if it may store it, since it is fetched later',
    ),
    broken: ({ background, store }) => background === true && store === false,
  },
];

/** The rules' answers to a schema of text requests, whatever else is wrong with the body. */
export function checkTextRules(body: unknown, context: z.core.$RefinementCtx): void {
  for (const { parameter, error, broken } of rules) {
    if (broken(body as Record<string, unknown>)) {
      context.addIssue({ code: 'custom', path: [parameter], message: error });
    }
  }
}
