import type { ModerationModel } from 'openai/resources/moderations';
import { fieldsOf, isRowOf } from '../../../../lib/json/fields.ts';
import { type Failure, invalid, modelNotFound } from '../failures.ts';
import { MODERATION_PARAMETERS } from '../request-parameters.ts';
import { isArrayOfObjects, missing, readParameters, withoutNulls, wrongType } from '../validate-request.ts';
import type { Moderated } from './moderate.ts';

/** Every model; the compiler keeps it complete. */
const MODELS: Readonly<Record<ModerationModel, true>> = {
  'omni-moderation-latest': true,
  'omni-moderation-2024-09-26': true,
  'text-moderation-latest': true,
  'text-moderation-stable': true,
};

/** What POST /v1/moderations is asked for: each of `inputs` is judged by itself. */
export interface ModerationRequest {
  readonly model: string;
  readonly inputs: readonly Moderated[];
}

/** Reads the body of POST /v1/moderations and refuses, in OpenAI's words, what OpenAI would. Throws a Failure. */
export function readModerationRequest(body: string): ModerationRequest {
  const sent = withoutNulls(readParameters(body, MODERATION_PARAMETERS));
  const { model = 'omni-moderation-latest', input } = sent;
  if (typeof model !== 'string') throw wrongType('model', 'a string');
  if (!isRowOf(MODELS, model)) throw modelNotFound(model);
  return { model, inputs: readInputs(input) };
}

/** Texts are judged one by one; the parts of a multimodal input together. */
function readInputs(input: unknown): readonly Moderated[] {
  if (input === undefined) throw missing('input');
  if (typeof input === 'string') return [{ texts: [input], images: [] }];
  if (!Array.isArray(input) || input.length === 0) throw wrongInput();
  if (input.every((one) => typeof one === 'string')) return input.map((text) => ({ texts: [text], images: [] }));
  if (!isArrayOfObjects(input)) throw wrongInput();
  const parts = input.map((part, index) => readPart(part, `input[${index}]`));
  return [{ texts: parts.flatMap(({ texts }) => texts), images: parts.flatMap(({ images }) => images) }];
}

function readPart(part: object, name: string): Moderated {
  const { type, text, image_url: image } = fieldsOf(part);
  if (type === 'text') {
    if (typeof text !== 'string') throw missing(`${name}.text`);
    return { texts: [text], images: [] };
  }
  if (type === 'image_url') {
    const { url } = fieldsOf(image);
    if (typeof url !== 'string') throw missing(`${name}.image_url.url`);
    return { texts: [], images: [url] };
  }
  const message = `Invalid value: '${type}'. Supported values are: 'text' and 'image_url'.`;
  throw invalid(message, `${name}.type`, 'invalid_value');
}

const wrongInput = (): Failure => wrongType('input', 'a string, an array of strings, or an array of objects');
