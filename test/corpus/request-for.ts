import { parseRequest } from '../../lib/requests/parse-request.ts';
import { textRequestSchema } from '../../lib/requests/text-request.ts';
import { type Fields, isFields } from './fields.ts';
import type { RecordedRequest } from './recordings.ts';

/** A body to send, and whether it is the recorded one. */
export interface ReplayedRequest {
  readonly body: Fields;
  readonly recorded: boolean;
}

/** The recorded body where it was made for this API and the schema takes it, else the least that does. */
export function requestFor({ url, body }: RecordedRequest): ReplayedRequest {
  if (url?.endsWith('/responses') && isFields(body)) {
    // The endpoint decides whether the answer is streamed.
    const { stream: _stream, ...rest } = body;
    if (accepted(rest)) return { body: rest, recorded: true };
  }
  return { body: { model: 'gpt-6.1-terra', input: 'Hello' }, recorded: false };
}

function accepted(body: Fields): boolean {
  try {
    parseRequest(textRequestSchema, body);
    return true;
  } catch {
    return false;
  }
}
