import type { ApiRequest } from './api-client.ts';
import { readMetadata } from './form-metadata.ts';
import type { Json } from './frame.ts';

/** What the text form says. */
export interface TextFields {
  readonly prompt: string;
  /** Empty: the deployment's. */
  readonly model: string;
  /** Empty: the model's own. */
  readonly effort: string;
  readonly tools: readonly string[];
  /** Whether it runs in the background, where a cut stream can be gone on with. */
  readonly background: boolean;
  /** JSON, or empty. */
  readonly metadata: string;
}

/** The tools that the form offers; the function is a sample, which nobody runs. */
const TOOLS: Readonly<Record<string, Json>> = {
  web_search: { type: 'web_search' },
  code_interpreter: { type: 'code_interpreter', container: { type: 'auto' } },
  function: {
    type: 'function',
    name: 'get_weather',
    description: 'Tells the weather of a place.',
    parameters: {
      type: 'object',
      properties: { location: { type: 'string', description: 'City and country' } },
      required: ['location'],
      additionalProperties: false,
    },
    strict: true,
  },
};

/** The request of the text form. Throws an Error that says what is wrong with a field. */
export function textRequest(fields: TextFields): ApiRequest {
  const { prompt, model, effort, background } = fields;
  const tools = fields.tools.flatMap((name) => TOOLS[name] ?? []);
  const metadata = readMetadata(fields.metadata);
  const included = fields.tools.includes('code_interpreter') ? ['code_interpreter_call.outputs'] : [];
  return {
    method: 'POST',
    path: 'api/responses/text/stream',
    body: {
      input: prompt,
      ...(model !== '' && { model }),
      // Without effort there is nothing to sum up, and models that do not reason refuse the field.
      ...(effort !== '' && { reasoning: { effort, ...(effort !== 'none' && { summary: 'auto' }) } }),
      ...(tools.length > 0 && { tools }),
      ...(included.length > 0 && { include: included }),
      ...(background && { background: true }),
      ...(metadata && { metadata }),
    },
  };
}
