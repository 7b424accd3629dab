import type { RequestContext } from '../../context/request-context.ts';
import { redactKeys } from '../../errors/redact-keys.ts';
import { RelayedRefusal } from '../../errors/relayed-refusal.ts';
import { ServiceError } from '../../errors/service-error.ts';
import { errorTextOf } from '../fetch/error-text.ts';
import type { HeaderList } from '../fetch/header-list.ts';
import { keyMask } from '../mask-key.ts';
import { requestUpstream, type UpstreamAnswer, type UpstreamRequest } from '../request-upstream.ts';
import { refusalOf, type SentBytes, sendOnce } from '../send-once.ts';
import type { StatusError } from '../status-error.ts';
import { keptHeaders } from './kept-headers.ts';

/**
 * Sends a request to OpenAI as it is, without the SDK, which would read and write it anew. Throws as `requestUpstream` does, but a
 * refusal of OpenAI's as a `RelayedRefusal`, in its own bytes.
 */
export async function sendBytes(
  context: RequestContext,
  sent: SentBytes,
  request: UpstreamRequest,
): Promise<UpstreamAnswer> {
  let refused: StatusError | undefined;
  let isWhole = true;
  try {
    return await requestUpstream(context, request, async (options) => {
      refused = undefined;
      const response = await sendOnce(context, sent, options);
      if (response.ok) return response;
      ({ refused, isWhole } = await refusalOf(response));
      throw refused;
    });
  } catch (error) {
    if (refused === undefined || !(error instanceof ServiceError) || error.statusCode !== refused.status) throw error;
    // One whose reason has not come whole keeps its status: what it says is this service's.
    throw isWhole ? relayedRefusal(error, refused, context) : error;
  }
}

function relayedRefusal(error: ServiceError, refused: StatusError, context: RequestContext): RelayedRefusal {
  const headers = refused.headers as unknown as HeaderList;
  const mask = keyMask(context.environment);
  const text = redactKeys(mask(errorTextOf(headers) ?? ''));
  context.recorder.failed({ errorCode: error.publicCode ?? error.code, openaiRequestId: error.requestId });
  return new RelayedRefusal(error, { text, headers: keptHeaders(headers, mask) });
}
