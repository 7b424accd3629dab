import type { Answer } from '../../context/answer.ts';
import type { RelayedRequest } from '../../context/relayed-request.ts';
import type { RequestContext } from '../../context/request-context.ts';
import { isFields, jsonOrUndefined } from '../../json/fields.ts';
import { readBody } from '../../upstream/read-body.ts';
import { isEventStream } from '../../upstream/relay/is-event-stream.ts';
import { modelOf, relayedAnswer, relayedHeaders, sendRelayed } from '../../upstream/relay/relay.ts';
import { admitBody } from '../../upstream/relay/relayed-body.ts';
import { recordChat } from './record-chat.ts';
import { relayChat } from './relay-chat.ts';

/** `create-chat-completion`: a chat completion in its own bytes, whole or streamed. Throws as `sendRelayed` and `admitBody` do. */
export async function createChatCompletion(request: RelayedRequest, context: RequestContext): Promise<Answer> {
  const { text, params } = await admitBody(request, context, 'chat');
  const model = modelOf(request);
  context.recorder.requested(params, { model });
  const upstream = await sendRelayed(request, context, { kind: 'generation', model, body: text });
  if (isEventStream(upstream)) {
    return {
      statusCode: upstream.response.status,
      headers: relayedHeaders(upstream, context, []),
      stream: relayChat(upstream.response.body, context),
    };
  }
  const pieces = await readBody(context, upstream);
  const answer = jsonOrUndefined(Buffer.concat(pieces).toString('utf8'));
  if (isFields(answer)) await recordChat(answer, context);
  return relayedAnswer(upstream, pieces, context);
}
