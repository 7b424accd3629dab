import type { RequestContext } from '../../context/request-context.ts';
import { openaiClient } from '../../upstream/client.ts';
import { passOnItems } from './pass-on-items.ts';
import { type CompactRequest, completeCompactRequest } from './schemas/compact-request.ts';

/** `compact-response`: a conversation as fewer items, as OpenAI answers it. Throws `ServiceError`. */
export async function compactResponse(request: CompactRequest, context: RequestContext) {
  const params = await context.guard.admit(
    completeCompactRequest(request, { model: context.environment.defaultModel }),
    'compact',
  );
  const { responses } = openaiClient(context.environment);
  context.recorder.requested(params, { model: params.model });
  const body = params as Parameters<typeof responses.compact>[0];
  return passOnItems(context, { kind: 'generation', model: params.model, body: 'json' }, (options) =>
    responses.compact(body, options).asResponse(),
  );
}
