import type { ResponseCustomToolCallItem, ResponseFunctionToolCallItem } from 'openai/resources/responses/responses';
import type { DraftEvent, Ending } from '../events.ts';
import type { PlayContext } from '../play.ts';
import { promptText, toolOf } from '../request.ts';
import { sampleValue } from '../sample-value.ts';
import { splitIntoDeltas } from './message.ts';

const WEATHER_PARAMETERS = { type: 'object', properties: { location: { type: 'string' } } };

/** Calls the function that `tool_choice` names, else the first given, else one of its own. */
export function* functionCall(context: PlayContext): Generator<DraftEvent, Ending> {
  const tool = chosenFunction(context);
  const name = tool?.name ?? 'get_weather';
  const given = JSON.stringify(sampleValue(tool?.parameters ?? WEATHER_PARAMETERS, name));
  const place = { item_id: context.identify('fc'), output_index: context.nextOutputIndex() };
  const { output_index } = place;
  const item: ResponseFunctionToolCallItem = {
    id: place.item_id,
    type: 'function_call',
    status: 'in_progress',
    arguments: '',
    call_id: context.identify('call', 24),
    name,
  };
  yield { type: 'response.output_item.added', output_index, item };
  for (const delta of splitIntoDeltas(given)) {
    yield { type: 'response.function_call_arguments.delta', ...place, delta };
  }
  yield { type: 'response.function_call_arguments.done', ...place, arguments: given };
  const done: ResponseFunctionToolCallItem = { ...item, status: 'completed', arguments: given };
  yield { type: 'response.output_item.done', output_index, item: done };
  return { status: 'completed' };
}

/** Calls the first custom tool with free text. */
export function* customTool(context: PlayContext): Generator<DraftEvent, Ending> {
  const input = `note the request\n${promptText(context.request)}`.trim();
  const place = { item_id: context.identify('ctc'), output_index: context.nextOutputIndex() };
  const { output_index } = place;
  const item: ResponseCustomToolCallItem = {
    id: place.item_id,
    type: 'custom_tool_call',
    status: 'in_progress',
    call_id: context.identify('call', 24),
    input: '',
    name: toolOf(context.request, 'custom')?.name ?? 'notebook',
  };
  yield { type: 'response.output_item.added', output_index, item };
  for (const delta of splitIntoDeltas(input)) {
    yield { type: 'response.custom_tool_call_input.delta', ...place, delta };
  }
  yield { type: 'response.custom_tool_call_input.done', ...place, input };
  const done: ResponseCustomToolCallItem = { ...item, status: 'completed', input };
  yield { type: 'response.output_item.done', output_index, item: done };
  return { status: 'completed' };
}

function chosenFunction({ request }: PlayContext) {
  const choice = request.tool_choice;
  const wanted = typeof choice === 'object' && choice.type === 'function' ? choice.name : undefined;
  const named = request.tools?.find((tool) => tool.type === 'function' && tool.name === wanted);
  return named?.type === 'function' ? named : toolOf(request, 'function');
}
