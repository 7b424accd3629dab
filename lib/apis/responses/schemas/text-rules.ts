import type * as z from 'zod';
import { type Fields, fieldsOf } from '../../../json/fields.ts';
import { explain } from '../../../validation/problem-text.ts';
import { textOfPrompt } from './fields/prompt.ts';

/** A rule over several fields of a text request: the field it blames, and what it says. */
interface Rule {
  readonly parameter: string;
  readonly error: string;
  readonly broken: (body: Fields) => boolean;
}

/** Source: `background_options` of ResponseCreateParams in the installed SDK. */
const STANDARD_TIERS: ReadonlySet<unknown> = new Set([undefined, null, 'auto', 'default']);

/** Whether a body wants to be done within hours, not at once. */
function hasWindow({ background_options: options }: Fields): boolean {
  const { completion_window: window } = fieldsOf(options);
  return window === '2h' || window === '8h';
}

const streamedWindow = explain(
  "'background_options.completion_window' of hours cannot be streamed",
  'POST the same request to the endpoint without /stream, or set completion_window to soonest',
);

const rules: readonly Rule[] = [
  {
    parameter: 'input',
    error: explain(
      "'input' is required",
      'Send input as a string or an array of items, or one of prompt, conversation and previous_response_id',
    ),
    broken: ({ input, prompt, conversation, previous_response_id }) =>
      input === undefined && (!prompt || textOfPrompt(prompt) !== undefined) && !conversation && !previous_response_id,
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
  {
    parameter: 'background',
    error: explain(
      "'background' must be true with a completion_window of hours",
      'Set background to true, or set background_options.completion_window to soonest',
    ),
    broken: (body) => hasWindow(body) && body.background !== true,
  },
  {
    parameter: 'service_tier',
    error: explain(
      "'service_tier' must be the default with a completion_window of hours",
      "Omit service_tier, or set background_options.completion_window to 'soonest'",
    ),
    broken: (body) => hasWindow(body) && !STANDARD_TIERS.has(body.service_tier),
  },
];

/** The one rule more of a stream: goes beside the others. */
export function refuseStreamedWindow(body: unknown, context: z.core.$RefinementCtx): void {
  if (!hasWindow(fieldsOf(body))) return;
  context.addIssue({ code: 'custom', path: ['background_options', 'completion_window'], message: streamedWindow });
}

/** The rules' answers to a schema of text requests, whatever else is wrong with the body. */
export function checkTextRules(body: unknown, context: z.core.$RefinementCtx): void {
  for (const { parameter, error, broken } of rules) {
    if (broken(fieldsOf(body))) {
      context.addIssue({ code: 'custom', path: [parameter], message: error });
    }
  }
}
