import { describe, expect, it } from 'vitest';
import { toolCalls } from '../../../../../lib/apis/responses/answers/tool-calls.ts';
import { interpreterCall, message, outputOf } from './fixtures.ts';

const status = 'completed';

describe('toolCalls', () => {
  it.each([
    { type: 'function_call', id: 'fc_1', status, call_id: 'call_1', name: 'add', arguments: '{"a":1}' },
    { type: 'custom_tool_call', id: 'ctc_1', status, call_id: 'call_2', name: 'sql', input: 'SELECT 1' },
    {
      type: 'computer_call',
      id: 'cu_1',
      status,
      call_id: 'call_3',
      action: { type: 'wait' },
      pending_safety_checks: [],
    },
    { type: 'shell_call', id: 'sh_1', status, call_id: 'call_4', action: { commands: ['ls'] }, environment: null },
    {
      type: 'local_shell_call',
      id: 'lsh_1',
      status,
      call_id: 'call_5',
      action: { type: 'exec', command: ['ls'], env: {} },
    },
    { type: 'apply_patch_call', id: 'apc_1', status, call_id: 'call_6', operation: { type: 'delete_file', path: 'a' } },
    { type: 'tool_search_call', id: 'tsc_1', status, call_id: 'call_7', execution: 'client', arguments: { q: 'x' } },
    { type: 'program', id: 'prg_1', call_id: 'call_8', code: 'await f()', fingerprint: 'ab' },
    { type: 'teleport_call', id: 'tp_1', status, call_id: 'call_9', destination: 'Mars' },
  ])('passes a $type with all its fields under its own call_id', (item) => {
    expect(toolCalls(outputOf(item))).toEqual([item]);
  });

  it.each([
    { type: 'web_search_call', id: 'ws_1', status, action: { type: 'search', query: 'tea', queries: ['tea'] } },
    {
      type: 'mcp_call',
      id: 'mcp_1',
      status,
      server_label: 'dice',
      name: 'roll',
      arguments: '{}',
      output: '4',
      error: null,
    },
    { type: 'mcp_approval_request', id: 'mcpr_1', server_label: 'dice', name: 'roll', arguments: '{}' },
    { type: 'tool_search_call', id: 'tsc_2', status, call_id: null, execution: 'server', arguments: {} },
    { type: 'teleport_call', id: 'tp_2', destination: 'Mars' },
  ])('gives a $type that has no call_id its id as one', (item) => {
    expect(toolCalls(outputOf(item))).toEqual([{ ...item, call_id: item.id }]);
  });

  it('puts type and call_id first', () => {
    const item = { id: 'ws_1', status, action: { type: 'search' }, type: 'web_search_call' };
    expect(Object.keys(toolCalls(outputOf(item))[0] ?? {})).toEqual(['type', 'call_id', 'id', 'status', 'action']);
  });

  it.each([
    'message',
    'reasoning',
    'compaction',
    'additional_tools',
    'mcp_list_tools',
    'mcp_approval_response',
    'function_call_output',
    'custom_tool_call_output',
    'computer_call_output',
    'shell_call_output',
    'local_shell_call_output',
    'apply_patch_call_output',
    'tool_search_output',
    'program_output',
    'hologram',
    'constructor',
  ])('does not take a %s for a call', (type) => {
    expect(toolCalls(outputOf({ type, id: 'x_1' }))).toEqual([]);
  });

  it('gives a code interpreter call its output in place of outputs', () => {
    const outputs = [{ type: 'logs', logs: '1\n' }];
    expect(toolCalls(outputOf(interpreterCall({ outputs }), message('One.')))).toEqual([
      {
        type: 'code_interpreter_call',
        call_id: 'ci_1',
        id: 'ci_1',
        status,
        code: 'print(1)',
        container_id: 'cntr_1',
        output: outputs,
      },
    ]);
  });

  it('gives search results their text as content and keeps their attributes', () => {
    const found = { file_id: 'file-1', filename: 'a.md', score: 0.9, attributes: { year: 2026 } };
    const item = {
      id: 'fs_1',
      type: 'file_search_call',
      status,
      queries: ['q'],
      results: [{ ...found, text: 'Tea.' }],
    };
    expect(toolCalls(outputOf(item))).toEqual([{ ...item, call_id: 'fs_1', results: [{ ...found, content: 'Tea.' }] }]);
  });

  it.each([[null], [undefined]])(
    'gives a file search whose results were not included (%s) an empty list',
    (results) => {
      const item = { id: 'fs_1', type: 'file_search_call', status, queries: ['q'], results };
      expect(toolCalls(outputOf(item))).toEqual([{ ...item, call_id: 'fs_1', results: [] }]);
    },
  );

  it('leaves the base64 of a generated image out', () => {
    const item = { id: 'ig_1', type: 'image_generation_call', status, size: '1024x1024', result: 'iVBORw0KGgo=' };
    expect(toolCalls(outputOf(item))).toEqual([
      { type: 'image_generation_call', call_id: 'ig_1', id: 'ig_1', status, size: '1024x1024' },
    ]);
  });
});
