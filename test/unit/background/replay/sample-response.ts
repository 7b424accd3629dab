/** One output item of each kind that is told in pieces, and some that are not. */
export const sampleItems: readonly Readonly<Record<string, unknown>>[] = [
  {
    id: 'rs_1',
    type: 'reasoning',
    summary: [
      { type: 'summary_text', text: 'First, **think**.' },
      { type: 'summary_text', text: 'Then act 🦄.' },
    ],
    content: [{ type: 'reasoning_text', text: 'Hm.' }],
    encrypted_content: 'gAAA',
  },
  {
    id: 'fc_1',
    type: 'function_call',
    status: 'completed',
    call_id: 'call_1',
    name: 'look',
    arguments: '{"at":"sky"}',
  },
  { id: 'ctc_1', type: 'custom_tool_call', status: 'completed', call_id: 'call_2', name: 'say', input: 'hello\nworld' },
  {
    id: 'ci_1',
    type: 'code_interpreter_call',
    status: 'completed',
    container_id: 'cntr_1',
    code: 'print(1)',
    outputs: [{ type: 'logs', logs: '1\n' }],
  },
  {
    id: 'fs_1',
    type: 'file_search_call',
    status: 'completed',
    queries: ['stars'],
    results: [{ file_id: 'file-1', filename: 'a.txt', score: 0.5, text: 'Stars.' }],
  },
  { id: 'ws_1', type: 'web_search_call', status: 'completed', action: { type: 'search', query: 'stars' } },
  { id: 'mcpl_1', type: 'mcp_list_tools', server_label: 'dice', tools: [{ name: 'roll', input_schema: {} }] },
  { id: 'mcp_1', type: 'mcp_call', server_label: 'dice', name: 'roll', arguments: '{"n":2}', output: '7', error: null },
  {
    id: 'mcp_2',
    type: 'mcp_call',
    server_label: 'dice',
    name: 'roll',
    arguments: '{}',
    output: null,
    error: 'No dice',
  },
  { id: 'mcpr_1', type: 'mcp_approval_request', server_label: 'dice', name: 'roll', arguments: '{}' },
  { id: 'ig_1', type: 'image_generation_call', status: 'completed', result: 'aGVsbG8=', size: '1024x1024' },
  {
    id: 'sh_1',
    type: 'shell_call',
    status: 'completed',
    call_id: 'call_3',
    action: { commands: ['ls', 'pwd'], max_output_length: null, timeout_ms: null },
  },
  {
    id: 'sho_1',
    type: 'shell_call_output',
    status: 'completed',
    call_id: 'call_3',
    output: [{ stdout: '/\n', stderr: '', outcome: { type: 'exit', exit_code: 0 } }],
  },
  {
    id: 'msg_1',
    type: 'message',
    status: 'completed',
    role: 'assistant',
    content: [
      {
        type: 'output_text',
        text: 'Es war einmal in 日本, 🦄',
        annotations: [
          { type: 'url_citation', url: 'https://example.com', title: 'One', start_index: 0, end_index: 2 },
          { type: 'file_citation', file_id: 'file-1', filename: 'a.txt', index: 3 },
        ],
        logprobs: [],
      },
      { type: 'refusal', refusal: 'I can’t say that.' },
    ],
  },
];

/** A stored response with these items. */
export function sampleResponse(
  output: readonly unknown[] = sampleItems,
  fields: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return {
    id: 'resp_1',
    object: 'response',
    created_at: 1_790_000_000,
    status: 'completed',
    model: 'gpt-6.1-terra',
    error: null,
    incomplete_details: null,
    usage: { input_tokens: 3, output_tokens: 4, total_tokens: 7 },
    output,
    ...fields,
  };
}
