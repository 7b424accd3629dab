import type { ResponseOutputItem } from 'openai/resources/responses/responses';
import type { DraftEvent, Ending } from '../events.ts';
import type { PlayContext } from '../play.ts';
import { promptText, toolOf } from '../request.ts';
import { message, splitIntoDeltas } from './message.ts';

const TOOL: ResponseOutputItem.McpListTools.Tool = {
  name: 'look_up',
  description: 'Looks a word up.',
  annotations: { read_only: true },
  input_schema: { type: 'object', properties: { word: { type: 'string' } }, required: ['word'] },
};

/** Lists the server's tools, calls one, and asks for approval before it calls another. */
export function* mcp(context: PlayContext): Generator<DraftEvent, Ending> {
  yield* listTools(context, [TOOL]);
  yield* call(context, 'a word that fits');
  yield* message(context, 'The server knows the word. May I shorten its address as well?');
  const output_index = context.nextOutputIndex();
  const item: ResponseOutputItem.McpApprovalRequest = {
    id: context.identify('mcpr'),
    type: 'mcp_approval_request',
    arguments: '{"url":"https://example.com/tides"}',
    name: 'shorten_url',
    server_label: serverOf(context),
  };
  yield { type: 'response.output_item.added', output_index, item };
  yield { type: 'response.output_item.done', output_index, item };
  return { status: 'completed' };
}

/** The server neither lists its tools nor answers a call. */
export function* mcpFailed(context: PlayContext): Generator<DraftEvent, Ending> {
  yield* listTools(context, undefined);
  yield* call(context, undefined);
  yield* message(context, 'The server does not answer, so neither can I.');
  return { status: 'completed' };
}

function* listTools(
  context: PlayContext,
  tools: ResponseOutputItem.McpListTools.Tool[] | undefined,
): Generator<DraftEvent, void> {
  const place = { item_id: context.identify('mcpl'), output_index: context.nextOutputIndex() };
  const { output_index } = place;
  const item: ResponseOutputItem.McpListTools = {
    id: place.item_id,
    type: 'mcp_list_tools',
    server_label: serverOf(context),
    tools: [],
  };
  yield { type: 'response.output_item.added', output_index, item };
  yield { type: 'response.mcp_list_tools.in_progress', ...place };
  yield { type: `response.mcp_list_tools.${tools ? 'completed' : 'failed'}`, ...place };
  const settled = tools ? { ...item, tools } : { ...item, error: 'The server refused the connection.' };
  yield { type: 'response.output_item.done', output_index, item: settled };
}

/** One call; without an output it fails. */
function* call(context: PlayContext, output: string | undefined): Generator<DraftEvent, void> {
  const place = { item_id: context.identify('mcp'), output_index: context.nextOutputIndex() };
  const { output_index } = place;
  const given = JSON.stringify({ word: promptText(context.request).split(/\s+/u).at(-1) || 'tide' });
  const item: ResponseOutputItem.McpCall = {
    id: place.item_id,
    type: 'mcp_call',
    status: 'in_progress',
    approval_request_id: null,
    arguments: '',
    error: null,
    name: TOOL.name,
    output: null,
    server_label: serverOf(context),
  };
  yield { type: 'response.output_item.added', output_index, item };
  yield { type: 'response.mcp_call.in_progress', ...place };
  for (const delta of splitIntoDeltas(given)) yield { type: 'response.mcp_call_arguments.delta', ...place, delta };
  yield { type: 'response.mcp_call_arguments.done', ...place, arguments: given };
  const status = output === undefined ? 'failed' : 'completed';
  yield { type: `response.mcp_call.${status}`, ...place };
  const error: ResponseOutputItem.McpCall['error'] =
    output === undefined ? { type: 'http_error', code: 503, message: 'The server refused the connection.' } : null;
  const done = { ...item, arguments: given, status, error, output: output ?? null } as const;
  yield { type: 'response.output_item.done', output_index, item: done };
}

const serverOf = (context: PlayContext): string => toolOf(context.request, 'mcp')?.server_label ?? 'dictionary';
