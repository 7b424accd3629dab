import { openaiErrorBody } from '../../errors/openai-error-body.ts';
import type { ServiceError } from '../../errors/service-error.ts';
import { type ByteString, encodeText } from '../../large-json/byte-string.ts';

/** An error in place of an event of images or sound, as OpenAI sends it, blank line included: its SDKs raise it. */
export function errorEvent(error: ServiceError): ByteString {
  const data = { type: 'error', ...openaiErrorBody(error) };
  return encodeText(`event: error\ndata: ${JSON.stringify(data)}\n\n`);
}
