import type { ApiRequest } from './api-client.ts';
import { readMetadata } from './form-metadata.ts';
import { fieldText } from './form-values.ts';

/** The request of the background form. Throws an Error that says what is wrong with a field. */
export function backgroundRequest(data: FormData, model: string): ApiRequest {
  const metadata = readMetadata(fieldText(data, 'metadata'));
  const body = {
    input: fieldText(data, 'prompt'),
    background: true,
    ...(model !== '' && { model }),
    ...(metadata && { metadata }),
  };
  return { method: 'POST', path: 'api/responses/text', body };
}
