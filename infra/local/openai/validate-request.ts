import type { ResponseCreateParamsBase } from 'openai/resources/responses/responses';
import { isFields } from '../../../lib/json/fields.ts';
import { backgroundNeedsStore, type Failure, invalid } from './failures.ts';
import { findModel } from './models.ts';
import type { CreateRequest, InputRequest } from './request.ts';
import { COMPACT_PARAMETERS, CREATE_PARAMETERS, INPUT_TOKENS_PARAMETERS } from './request-parameters.ts';

/** A number with limits, and the kind that OpenAI's codes name it by. */
export interface Limit {
  readonly name: string;
  readonly kind: 'decimal' | 'integer';
  readonly least: number;
  readonly most: number;
}

const LIMITS: readonly Limit[] = [
  { name: 'temperature', kind: 'decimal', least: 0, most: 2 },
  { name: 'top_p', kind: 'decimal', least: 0, most: 1 },
  { name: 'top_logprobs', kind: 'integer', least: 0, most: 20 },
  { name: 'max_output_tokens', kind: 'integer', least: 16, most: Number.POSITIVE_INFINITY },
];

/** What may stand in for `input`. */
const IN_PLACE_OF_INPUT = ['prompt', 'previous_response_id', 'conversation'];

/** Whether a response of this ID can be continued. */
type IsStored = (responseId: string) => boolean;

/** Reads the body of POST /v1/responses and refuses, in OpenAI's words, what OpenAI would. Throws a Failure. */
export function readCreateRequest(body: string, isStored: IsStored): CreateRequest {
  const sent = readParameters(body, CREATE_PARAMETERS);
  checkModel(sent.model, 'prompt' in sent);
  checkInput(sent);
  for (const limit of LIMITS) checkLimit(limit, sent[limit.name]);
  checkPrevious(sent.previous_response_id, isStored);
  if (sent.background === true && sent.store === false) throw backgroundNeedsStore();
  // Checked as far as OpenAI's own answers matter here; whatever else is inside is passed on and echoed as it came.
  return {
    ...(sent as ResponseCreateParamsBase),
    model: typeof sent.model === 'string' ? sent.model : 'gpt-6.1-terra',
  };
}

/** Reads the body of POST /v1/responses/input_tokens, in which nothing has to be. Throws a Failure. */
export function readInputTokensRequest(body: string, isStored: IsStored): InputRequest {
  const sent = withoutNulls(readParameters(body || '{}', INPUT_TOKENS_PARAMETERS));
  checkModel(sent.model, true);
  return inputRequest(sent, { input: [], ...sent }, isStored);
}

/** Reads the body of POST /v1/responses/compact. Throws a Failure. */
export function readCompactRequest(body: string, isStored: IsStored): InputRequest {
  const sent = withoutNulls(readParameters(body, COMPACT_PARAMETERS));
  checkModel(sent.model, false);
  return inputRequest(sent, sent, isStored);
}

function inputRequest(
  sent: Record<string, unknown>,
  checked: Record<string, unknown>,
  isStored: IsStored,
): InputRequest {
  checkInput(checked);
  checkPrevious(sent.previous_response_id, isStored);
  return sent as InputRequest;
}

/** Reads a body of JSON and refuses a parameter that is not known. Throws a Failure. */
export function readParameters(body: string, known: Readonly<Record<string, true>>): Record<string, unknown> {
  const sent = parse(body);
  for (const name of Object.keys(sent)) {
    if (!Object.hasOwn(known, name)) throw invalid(`Unknown parameter: '${name}'.`, name, 'unknown_parameter');
  }
  return sent;
}

/** Most parameters may be null, which says no more than leaving them out. */
export const withoutNulls = (sent: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== null));

function parse(body: string): Record<string, unknown> {
  let sent: unknown;
  try {
    sent = JSON.parse(body);
  } catch {
    throw invalid('We could not parse the JSON body of your request. It was probably cut short.', null, null);
  }
  if (isFields(sent)) return { ...sent };
  throw invalid('Invalid body: expected an object.', null, 'invalid_type');
}

function checkPrevious(previous: unknown, isStored: IsStored): void {
  if (typeof previous !== 'string' || isStored(previous)) return;
  const message = `Previous response with id '${previous}' not found.`;
  throw invalid(message, 'previous_response_id', 'previous_response_not_found');
}

function checkModel(model: unknown, fromPrompt: boolean): void {
  if (model === undefined || model === null) {
    if (fromPrompt) return;
    throw missing('model');
  }
  if (typeof model !== 'string') throw wrongType('model', 'a string');
  if (!findModel(model)) throw invalid(`The requested model '${model}' does not exist.`, 'model', 'model_not_found');
}

function checkInput(sent: Record<string, unknown>): void {
  const { input, tools, metadata, include } = sent;
  if (input === undefined && !IN_PLACE_OF_INPUT.some((name) => sent[name])) throw missing('input');
  if (input !== undefined && typeof input !== 'string' && !isArrayOfObjects(input)) {
    throw wrongType('input', 'a string or an array of items');
  }
  if (tools !== undefined && !isArrayOfObjects(tools)) throw wrongType('tools', 'an array of objects');
  checkMetadata(metadata);
  if (include && !Array.isArray(include)) throw wrongType('include', 'an array of strings');
}

/** Values of `metadata` are strings. Throws a Failure. */
export function checkMetadata(metadata: unknown): void {
  if (metadata && !Object.values(metadata).every((value) => typeof value === 'string')) {
    throw wrongType('metadata', 'an object with string values');
  }
}

/** A number with limits; nothing at all is within them. Throws a Failure. */
export function checkLimit({ name, kind, least, most }: Limit, value: unknown): void {
  if (value === undefined || value === null) return;
  if (typeof value !== 'number') throw wrongType(name, kind === 'integer' ? 'an integer' : 'a decimal');
  const got = `but got ${value} instead.`;
  if (value < least) {
    const message = `Invalid '${name}': ${kind} below minimum value. Expected a value >= ${least}, ${got}`;
    throw invalid(message, name, `${kind}_below_min_value`);
  }
  if (value > most) {
    const message = `Invalid '${name}': ${kind} above maximum value. Expected a value <= ${most}, ${got}`;
    throw invalid(message, name, `${kind}_above_max_value`);
  }
}

export const isArrayOfObjects = (value: unknown): value is object[] =>
  Array.isArray(value) && value.every((element) => typeof element === 'object' && element !== null);

export const missing = (name: string): Failure =>
  invalid(`Missing required parameter: '${name}'.`, name, 'missing_required_parameter');

export const wrongType = (name: string, expected: string): Failure =>
  invalid(`Invalid type for '${name}': expected ${expected}.`, name, 'invalid_type');
