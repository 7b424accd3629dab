/** Where the items stand in the output, by the ids that tool events name them with. */
const functionCall = { item_id: 'fc_1', output_index: 1 } as const;
const customCall = { item_id: 'ctc_1', output_index: 2 } as const;
const interpreter = { item_id: 'ci_1', output_index: 3 } as const;
const shell = { output_index: 4 } as const;
const fileSearch = { item_id: 'fs_1', output_index: 5 } as const;
const webSearch = { item_id: 'ws_1', output_index: 6 } as const;
const image = { item_id: 'ig_1', output_index: 7 } as const;
const mcp = { item_id: 'mcp_1', output_index: 8 } as const;
const mcpList = { item_id: 'mcpl_1', output_index: 9 } as const;

const named = (callId: string) => ({ call_id: callId, response_id: 'resp_1' });
const ofFunction = named('call_fc');
const ofCustom = named('call_ctc');
const ofInterpreter = { ...named('ci_1'), container_id: 'cntr_1' };
const ofShell = named('call_sh');

/** `output_item.added` of the items whose calls go by another name, or have a container. */
export const knownItems = [
  { output_index: 1, item: { type: 'function_call', id: 'fc_1', call_id: 'call_fc', name: 'weather', arguments: '' } },
  { output_index: 2, item: { type: 'custom_tool_call', id: 'ctc_1', call_id: 'call_ctc', name: 'sql', input: '' } },
  { output_index: 3, item: { type: 'code_interpreter_call', id: 'ci_1', container_id: 'cntr_1', code: '' } },
  { output_index: 4, item: { type: 'shell_call', id: 'sh_1', call_id: 'call_sh' } },
].map((event) => ({ type: 'response.output_item.added', sequence_number: 1, ...event }));

/** Tool, image and MCP events without type and number, and what their frames add. */
export const toolEventFixtures = {
  'response.function_call_arguments.delta': { own: { ...functionCall, delta: '{"city":"' }, adds: ofFunction },
  'response.function_call_arguments.done': { own: { ...functionCall, arguments: '{"a":"b"}' }, adds: ofFunction },
  'response.custom_tool_call_input.delta': { own: { ...customCall, delta: 'SELECT' }, adds: ofCustom },
  'response.custom_tool_call_input.done': { own: { ...customCall, input: 'SELECT 1' }, adds: ofCustom },
  'response.code_interpreter_call.in_progress': { own: interpreter, adds: ofInterpreter },
  'response.code_interpreter_call_code.delta': { own: { ...interpreter, delta: 'print(' }, adds: ofInterpreter },
  'response.code_interpreter_call_code.done': { own: { ...interpreter, code: 'print(1)' }, adds: ofInterpreter },
  'response.code_interpreter_call.interpreting': { own: interpreter, adds: ofInterpreter },
  'response.code_interpreter_call.completed': {
    own: interpreter,
    adds: { ...ofInterpreter, code: null, duration_ms: 0 },
  },
  'response.file_search_call.in_progress': { own: fileSearch, adds: named('fs_1') },
  'response.file_search_call.searching': { own: fileSearch, adds: named('fs_1') },
  'response.file_search_call.completed': { own: fileSearch, adds: named('fs_1') },
  'response.web_search_call.in_progress': { own: webSearch, adds: named('ws_1') },
  'response.web_search_call.searching': { own: webSearch, adds: named('ws_1') },
  'response.web_search_call.completed': { own: webSearch, adds: named('ws_1') },
  'response.shell_call_command.added': { own: { ...shell, command: '', command_index: 0 }, adds: ofShell },
  'response.shell_call_command.delta': { own: { ...shell, delta: 'ls', command_index: 0 }, adds: ofShell },
  'response.shell_call_command.done': { own: { ...shell, command: 'ls', command_index: 0 }, adds: ofShell },
  'response.shell_call_output_content.delta': {
    own: { ...shell, item_id: 'sh_1', command_index: 0, delta: { stdout: 'a\n' } },
    adds: ofShell,
  },
  'response.shell_call_output_content.done': {
    own: {
      ...shell,
      item_id: 'sh_1',
      command_index: 0,
      output: [{ outcome: { type: 'exit', exit_code: 0 }, stderr: '', stdout: 'a\n' }],
    },
    adds: ofShell,
  },
  'response.image_generation_call.in_progress': { own: image, adds: named('ig_1') },
  'response.image_generation_call.generating': { own: image, adds: named('ig_1') },
  'response.image_generation_call.partial_image': {
    own: { ...image, partial_image_b64: 'iVBORw0KGgo=', partial_image_index: 0, output_format: 'webp' },
    adds: { ...named('ig_1'), content_type: 'image/webp' },
  },
  'response.image_generation_call.completed': { own: image, adds: named('ig_1') },
  'response.mcp_call_arguments.delta': { own: { ...mcp, delta: '{' }, adds: named('mcp_1') },
  'response.mcp_call_arguments.done': { own: { ...mcp, arguments: '{}' }, adds: named('mcp_1') },
  'response.mcp_call.in_progress': { own: mcp, adds: named('mcp_1') },
  'response.mcp_call.completed': { own: mcp, adds: named('mcp_1') },
  'response.mcp_call.failed': { own: mcp, adds: named('mcp_1') },
  'response.mcp_list_tools.in_progress': { own: mcpList, adds: named('mcpl_1') },
  'response.mcp_list_tools.completed': { own: mcpList, adds: named('mcpl_1') },
  'response.mcp_list_tools.failed': { own: mcpList, adds: named('mcpl_1') },
} as const;
