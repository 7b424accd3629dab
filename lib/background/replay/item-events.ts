import type { ResponseOutputItem } from 'openai/resources/responses/responses';
import type { Fields } from '../../json/fields.ts';
import { calledItems } from './called-items.ts';
import { hostedItems } from './hosted-items.ts';
import { begun, type ItemRow, type PlayedEvent } from './played-event.ts';
import { shellItems } from './shell-items.ts';
import { writtenItems } from './written-items.ts';

/** An item of which OpenAI tells nothing between its beginning and its end. */
const whole: ItemRow = { begins: (item) => begun(item), events: () => [] };

/** How each type of item is played: exhaustive over the SDK's, so that one which an upgrade adds does not compile. */
const itemRows = {
  ...writtenItems,
  ...calledItems,
  ...hostedItems,
  ...shellItems,
  program: { ...whole, begins: (item) => begun(item, { code: '' }) },
  program_output: { ...whole, begins: (item) => ({ ...item, result: '' }) },
  tool_search_call: { ...whole, begins: (item) => begun(item, { arguments: {} }) },
  tool_search_output: { ...whole, begins: (item) => begun(item, { tools: [] }) },
  function_call_output: whole,
  custom_tool_call_output: whole,
  computer_call: whole,
  computer_call_output: whole,
  additional_tools: whole,
  compaction: whole,
  local_shell_call_output: whole,
  apply_patch_call_output: whole,
  mcp_approval_request: whole,
  mcp_approval_response: whole,
} as const satisfies Readonly<Record<ResponseOutputItem['type'], ItemRow>>;

const rows = new Map<unknown, ItemRow>(Object.entries(itemRows));

/** The events of an output item; of one whose type is not known, that it was there. */
export function* itemEvents(item: Fields, output_index: number): Generator<PlayedEvent> {
  const { begins, events } = rows.get(item.type) ?? whole;
  const item_id = typeof item.id === 'string' ? item.id : undefined;
  yield { type: 'response.output_item.added', output_index, item: begins(item) };
  yield* events(item, { item_id, output_index });
  yield { type: 'response.output_item.done', output_index, item };
}
