import { compactRequestSchema } from '../../lib/apis/responses/schemas/compact-request.ts';
import { imageRequestSchema } from '../../lib/apis/responses/schemas/image-request.ts';
import { inputTokensRequestSchema } from '../../lib/apis/responses/schemas/input-tokens-request.ts';
import { textFields } from '../../lib/apis/responses/schemas/text-fields.ts';
import { textRequestSchema } from '../../lib/apis/responses/schemas/text-request.ts';
import { parseRequest } from '../../lib/validation/parse-request.ts';
import { type Fields, isFields, parseFields } from './fields.ts';
import type { Recording } from './recordings.ts';
import { type Replayed, replayed } from './replayed.ts';

/** `moderation` of an answer is what it came to, and no setting. */
const SETTINGS = Object.keys(textFields).filter((name) => name !== 'moderation');

/** The schemas that take what an answer names: its settings, and its output as the next input. */
const schemas = {
  'create-text': textRequestSchema,
  'create-image': imageRequestSchema,
  'count-input-tokens': inputTokensRequestSchema,
  'compact-response': compactRequestSchema,
} as const;

/** Checks that what a recorded response says of itself can be sent back as a request, and goes out as it came. */
export function checkEcho(recording: Recording): Promise<Replayed> {
  return replayed('sent back as a request', async (expect) => {
    const response = responseOf(recording);
    if (!response) return;
    const { tool_choice, ...settings } = Object.fromEntries(
      Object.entries(response).filter(([name]) => SETTINGS.includes(name)),
    );
    for (const [endpoint, schema] of Object.entries(schemas)) {
      // An image endpoint cannot call another tool.
      const choice = endpoint === 'create-image' || tool_choice === undefined ? {} : { tool_choice };
      for (const input of ['go on', response.output]) {
        const body = { ...settings, ...choice, input };
        const taken = parsed(schema, body);
        expect.equal(endpoint, body, taken);
      }
    }
  });
}

/** The response of an answer, or the last one that a stream has shown; undefined where there is none. */
function responseOf(recording: Recording): Fields | undefined {
  if (recording.kind === 'stream') {
    const shown = recording.events.map((event) => parseFields(event).response).filter(isResponse);
    return shown.at(-1);
  }
  return recording.kind === 'answer' && isResponse(recording.body) ? recording.body : undefined;
}

function isResponse(value: unknown): value is Fields {
  return isFields(value) && value.object === 'response' && Array.isArray(value.output);
}

/** What a schema takes of a body; the problems where it refuses it. */
function parsed(schema: Parameters<typeof parseRequest>[0], body: Fields): unknown {
  try {
    return parseRequest(schema, body);
  } catch (error) {
    const { problems } = error as { readonly problems?: unknown };
    return problems ?? String(error);
  }
}
