import type { Tool } from 'openai/resources/responses/responses';
import { describe, expect, it } from 'vitest';
import { textRequestSchema } from '../../../../../../lib/apis/responses/schemas/text-request.ts';
import { parseRequest } from '../../../../../../lib/validation/parse-request.ts';
import { problemsOf } from '../problems-of.ts';

/** One of each member of the SDK's union, by its type; the type check asks for a row when the SDK adds a member. */
const members = {
  apply_patch: {},
  code_interpreter: { container: 'cntr_1' },
  computer: {},
  computer_use_preview: { display_height: 1, display_width: 1, environment: 'browser' },
  custom: { name: 'sql', format: { type: 'text' } },
  file_search: { vector_store_ids: ['vs_1'], filters: { type: 'eq', key: 'a', value: 1 } },
  function: { name: 'f', parameters: { type: 'object' }, strict: true },
  image_generation: { quality: 'high', size: '9x9' },
  local_shell: {},
  mcp: { server_label: 'docs', server_url: 'https://example.com', require_approval: 'never' },
  namespace: { name: 'crm', description: 'd', tools: [{ type: 'function', name: 'f' }] },
  programmatic_tool_calling: {},
  shell: { environment: { type: 'container_auto' } },
  tool_search: {},
  web_search: { filters: { allowed_domains: ['example.com'] } },
  web_search_2025_08_26: {},
  web_search_preview: {},
  web_search_preview_2025_03_11: {},
} satisfies Record<Tool['type'], object>;

const parsed = (tool: unknown) => parseRequest(textRequestSchema, { input: 'Hi', tools: [tool] }).tools?.[0];
const problems = (tool: unknown) => problemsOf(textRequestSchema, { input: 'Hi', tools: [tool] });

describe('a tool', () => {
  it.each(Object.entries(members))('of type %s passes as it is, with what tomorrow adds', (type, fields) => {
    const tool = { type, ...fields, field_of_tomorrow: { deep: [1, { type: 'function' }] } };
    expect(parsed(tool)).toEqual(tool);
  });

  it.each([
    { type: 'teleport', to: { planet: ['Mars'] }, function: { name: 1 }, container: '' },
    { type: 'function_v2', vector_store_ids: [] },
  ])('that no SDK knows passes as it is: %j', (tool) => {
    expect(parsed(tool)).toEqual(tool);
  });

  it.each([
    ['web_search', 'tools[0]', 'A tool must be an object'],
    [null, 'tools[0]', 'A tool must be an object'],
    [{}, 'tools[0].type', 'A tool needs a type'],
    [{ type: '' }, 'tools[0].type', 'A tool needs a type'],
    [{ type: 7 }, 'tools[0].type', 'A tool needs a type'],
    [{ type: 'custom' }, 'tools[0].name', 'A custom tool needs a name'],
    [{ type: 'custom', name: '' }, 'tools[0].name', 'A custom tool needs a name'],
    [{ type: 'mcp', server_url: 'https://example.com' }, 'tools[0].server_label', 'An mcp tool needs a server_label'],
    [{ type: 'function' }, 'tools[0].name', 'A function tool needs a name'],
    [{ type: 'function', name: '' }, 'tools[0].name', 'A function tool needs a name'],
    [{ type: 'function', function: {} }, 'tools[0].function.name', 'A function tool needs a name'],
  ])('%j is refused', (tool, parameter, message) => {
    expect(problems(tool)).toEqual([{ parameter, message, hint: expect.any(String) }]);
  });
});

describe('a function tool in Chat Completions form', () => {
  it('becomes the flat form, whatever it holds', () => {
    const nested = { name: 'f', description: 'd', parameters: { type: 'object' }, strict: false, tomorrow: 1 };
    expect(parsed({ type: 'function', function: nested, defer_loading: true })).toEqual({
      type: 'function',
      defer_loading: true,
      ...nested,
    });
  });
});

describe('a code_interpreter tool', () => {
  it.each([
    [{}, { type: 'auto' }],
    [{ container: { type: 'auto' } }, { type: 'auto' }],
    [
      { container: { type: 'auto', file_ids: ['file-1'], memory_limit: '64g', network_policy: { type: 'disabled' } } },
      { type: 'auto', file_ids: ['file-1'], memory_limit: '64g', network_policy: { type: 'disabled' } },
    ],
    [{ container: { type: 'auto', memory_limit: null } }, { type: 'auto', memory_limit: null }],
    // As OpenAI's own answers and its playground write it.
    [{ container: { type: 'auto', file_ids: [] } }, { type: 'auto', file_ids: [] }],
    [{ container: { type: 'auto', file_ids: null } }, { type: 'auto', file_ids: null }],
    [{ container: { type: 'auto', file_ids: ['assistant-abc'] } }, { type: 'auto', file_ids: ['assistant-abc'] }],
    [{ container: 'cntr_1' }, 'cntr_1'],
  ])('with %j runs in %j', (fields, container) => {
    expect(parsed({ type: 'code_interpreter', ...fields })).toEqual({ type: 'code_interpreter', container });
  });

  const fileIdHint = 'File IDs must start with "file-" prefix';
  it.each([
    ['', 'container', 'Container ID cannot be empty string'],
    [{ type: 'auto', file_ids: ['abc'] }, 'container.file_ids[0]', fileIdHint],
    [{ type: 'auto', file_ids: ['file-1', 7] }, 'container.file_ids[1]', fileIdHint],
    [{ type: 'auto', file_ids: 'file-1' }, 'container.file_ids', 'file_ids must be an array of file IDs'],
    [{}, 'container.type', 'container.type must be "auto" when container is an object'],
    [{ type: 'manual' }, 'container.type', 'container.type must be "auto" when container is an object'],
    [{ type: 'auto', memory_limit: '2g' }, 'container.memory_limit', 'memory_limit must be one of 1g, 4g, 16g, 64g'],
    [
      5,
      'container',
      'container must be a container ID or an object with type "auto" - omit the field for a new container',
    ],
  ])('with container %j is refused', (container, path, hint) => {
    expect(problems({ type: 'code_interpreter', container })).toEqual([
      { parameter: `tools[0].${path}`, message: 'Invalid code_interpreter tool configuration', hint },
    ]);
  });
});

describe('a file_search tool', () => {
  const bounds = { message: 'Invalid max_num_results value', hint: 'max_num_results must be between 1 and 50' };
  const threshold = { message: 'Invalid score_threshold value', hint: 'score_threshold must be between 0 and 1' };
  const format = { message: 'Invalid vector store ID format', hint: "Vector store IDs must start with 'vs_'" };
  const none = { message: 'Invalid file_search tool configuration' };

  it.each([
    { max_num_results: 1 },
    { max_num_results: 50 },
    { ranking_options: { ranker: 'auto', score_threshold: 0 } },
    { ranking_options: { ranker: 'default-2024-11-15', score_threshold: 1, hybrid_search: { text_weight: 1 } } },
  ])('takes %j', (fields) => {
    const tool = { type: 'file_search', vector_store_ids: ['vs_1'], ...fields };
    expect(parsed(tool)).toEqual(tool);
  });

  it.each([
    [{ vector_store_ids: ['store'] }, 'vector_store_ids[0]', format],
    [{ vector_store_ids: ['vs_1', 2] }, 'vector_store_ids[1]', format],
    [{ vector_store_ids: [] }, 'vector_store_ids', none],
    [{ vector_store_ids: undefined }, 'vector_store_ids', none],
    [{ vector_store_ids: 'vs_1' }, 'vector_store_ids', none],
    [{ max_num_results: 0 }, 'max_num_results', bounds],
    [{ max_num_results: 51 }, 'max_num_results', bounds],
    [{ max_num_results: 1.5 }, 'max_num_results', bounds],
    [{ max_num_results: '5' }, 'max_num_results', bounds],
    [{ ranking_options: { score_threshold: -0.1 } }, 'ranking_options.score_threshold', threshold],
    [{ ranking_options: { score_threshold: 1.1 } }, 'ranking_options.score_threshold', threshold],
    [{ ranking_options: { ranker: 'best' } }, 'ranking_options.ranker', { message: 'Invalid ranker value' }],
  ])('refuses %j', (fields, path, text) => {
    const found = problems({ type: 'file_search', vector_store_ids: ['vs_1'], ...fields });
    expect(found).toEqual([{ parameter: `tools[0].${path}`, message: expect.any(String), hint: expect.any(String) }]);
    expect(found[0]).toMatchObject(text);
  });
});
