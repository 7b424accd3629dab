const citation = {
  type: 'container_file_citation',
  container_id: 'cntr_1',
  file_id: 'cfile_1',
  filename: 'plot.png',
  start_index: 0,
  end_index: 5,
};

const message = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  status: 'completed',
  content: [
    { type: 'output_text', text: 'See plot.png', annotations: [citation, { type: 'url_citation', url: 'u' }] },
    { type: 'refusal', refusal: 'No.' },
  ],
};

const codeCall = {
  id: 'ci_1',
  type: 'code_interpreter_call',
  status: 'failed',
  container_id: 'cntr_1',
  code: 'plot("plot.png")',
  outputs: [
    { type: 'logs', logs: 'ZeroDivisionError: division by zero' },
    { type: 'image', url: 'https://x.test/plot.png' },
  ],
};

const searchCall = {
  id: 'fs_1',
  type: 'file_search_call',
  status: 'completed',
  queries: ['q'],
  results: [{ file_id: 'file_1', filename: 'a', score: 1, text: 't', attributes: { a: 1 } }],
};

const tools = [
  { type: 'image_generation', model: 'gpt-image-2', input_image_mask: { image_url: 'data:image/png;base64,AAAA' } },
  { type: 'code_interpreter', container: { type: 'auto', memory_limit: '4g', network_policy: { domain_secrets: [] } } },
  { type: 'mcp', server_label: 'm', server_url: 'https://u:p@x.test/?token=t', headers: { a: 'b' } },
  { type: 'namespace', tools: [{ type: 'function', name: 'f', parameters: { type: 'object' } }] },
];

/** A response with an item of each kind that this service does something with. */
export const everyItem = {
  id: 'resp_1',
  object: 'response',
  created_at: 1_795_000_000,
  status: 'completed',
  model: 'gpt-6.1-terra',
  background: false,
  conversation: { id: 'conv_1' },
  error: { code: 'server_error', message: 'Key sk-proj-12345 refused' },
  incomplete_details: { reason: 'max_output_tokens' },
  service_tier: 'default',
  output: [
    { id: 'rs_1', type: 'reasoning', summary: [{ type: 'summary_text', text: 's' }] },
    codeCall,
    message,
    searchCall,
    { id: 'ws_1', type: 'web_search_call', status: 'completed', action: { type: 'search', query: 'q' } },
    { id: 'fc_1', type: 'function_call', call_id: 'call_1', name: 'f', arguments: '{}', status: 'completed' },
    { id: 'mcp_1', type: 'mcp_call', name: 'm', error: { type: 'http_error', code: 401, message: 'Bearer abc12345' } },
    { id: 'sh_1', type: 'shell_call', call_id: 'call_2', environment: { container_id: 'cntr_2' } },
    { id: 'at_1', type: 'additional_tools', tools },
    {
      id: 'ig_1',
      type: 'image_generation_call',
      status: 'completed',
      result: 'data:image/png;base64,AAAA',
      output_format: 'svg',
      svg_usage: { model: 'gpt-6.1-terra', input_tokens: 1, output_tokens: 1 },
    },
  ],
  tools,
  tool_usage: { web_search: { num_requests: 1 }, image_gen: { input_tokens: 1, output_tokens: 1, total_tokens: 2 } },
  usage: {
    input_tokens: 1000,
    input_tokens_details: { cached_tokens: 400 },
    output_tokens: 200,
    output_tokens_details: { reasoning_tokens: 50 },
    total_tokens: 1200,
  },
} as const;
