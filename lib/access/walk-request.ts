import { type Fields, isFields } from '../json/fields.ts';

/** Where something stands in a body: a key, and what that stands in. */
export interface Place {
  readonly key: string | number;
  readonly above: Place | undefined;
}

/**
 * Fields whose value is data: OpenAI hands it to the model or gives it back, and looks nothing up by it. Source: the fields of the
 * SDK's request types that are `unknown`, schemas, maps of texts, or what a tool gave that is sent back to the model.
 */
const DATA: ReadonlySet<string> = new Set([
  'metadata',
  'attributes',
  'headers',
  'env',
  'logit_bias',
  'filters',
  // Schemas.
  'parameters',
  'schema',
  'input_schema',
  'output_schema',
  'item_schema',
  // Calls and what came of them, sent back as text for the model.
  'arguments',
  'parsed_arguments',
  'action',
  'actions',
  'operation',
  'annotations',
  'logprobs',
  'results',
  'outputs',
  'sources',
  'error',
]);

/** The variables of a prompt: their names are the caller's own, and say nothing of what is in them. */
const NAMED_BY_CALLERS = 'variables';

/**
 * Shows `visit` each object of a request that OpenAI reads, in the order of the body, but for those inside of data. Keeps its own
 * stack: a body may be as deep as it likes.
 */
export function walkRequest(body: unknown, visit: (fields: Fields, at: Place | undefined) => void): void {
  const waiting: { readonly value: unknown; readonly at: Place | undefined }[] = [{ value: body, at: undefined }];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value, at } = next;
    const isMap = at?.key === NAMED_BY_CALLERS && isFields(value);
    if (isFields(value) && !isMap) visit(value, at);
    const push = (key: string | number, inside: unknown): void => {
      if (typeof inside === 'object' && inside !== null) waiting.push({ value: inside, at: { key, above: at } });
    };
    // Backwards: the last one pushed comes first. Lists may have a million numbers, and are not copied.
    if (Array.isArray(value)) for (let index = value.length - 1; index >= 0; index -= 1) push(index, value[index]);
    else if (isFields(value))
      for (const key of Object.keys(value).reverse()) if (isMap || !DATA.has(key)) push(key, value[key]);
  }
}

/** The keys that lead to a place, from the body on. */
export function pathOf(place: Place | undefined, ...below: readonly (string | number)[]): (string | number)[] {
  const path: (string | number)[] = [];
  for (let at = place; at; at = at.above) path.push(at.key);
  return [...path.reverse(), ...below];
}
