import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { referencesIn } from '../../../lib/access/references.ts';

const user = (...content: object[]) => ({ role: 'user', content });

describe('referencesIn', () => {
  it.each<[string, unknown, [parameter: string, id: string, kind: string][]]>([
    ['an earlier response', { previous_response_id: 'resp_1' }, [['previous_response_id', 'resp_1', 'response']]],
    ['a conversation', { conversation: 'conv_1' }, [['conversation', 'conv_1', 'conversation']]],
    [
      'a conversation as an object',
      { conversation: { id: 'conv_1' } },
      [['conversation.id', 'conv_1', 'conversation']],
    ],
    [
      'the response that a cache is compared to',
      { prompt_cache_options: { comparison_response_id: 'resp_1' } },
      [['prompt_cache_options.comparison_response_id', 'resp_1', 'response']],
    ],
    [
      'files of inputs',
      { input: [user({ type: 'input_image', file_id: 'file-1' }, { type: 'input_file', file_id: 'file-2' })] },
      [
        ['input[0].content[0].file_id', 'file-1', 'file'],
        ['input[0].content[1].file_id', 'file-2', 'file'],
      ],
    ],
    [
      'files of what a function gave',
      { input: [{ type: 'function_call_output', call_id: 'c', output: [{ type: 'input_file', file_id: 'file-1' }] }] },
      [['input[0].output[0].file_id', 'file-1', 'file']],
    ],
    [
      'a screenshot',
      { input: [{ type: 'computer_call_output', output: { type: 'computer_screenshot', file_id: 'file-1' } }] },
      [['input[0].output.file_id', 'file-1', 'file']],
    ],
    [
      'tools',
      {
        tools: [
          { type: 'file_search', vector_store_ids: ['vs_1', 'vs_2'] },
          { type: 'code_interpreter', container: 'cntr_1' },
          { type: 'code_interpreter', container: { type: 'auto', file_ids: ['file-1'] } },
          { type: 'image_generation', input_image_mask: { file_id: 'file-2' } },
          { type: 'shell', environment: { type: 'container_reference', container_id: 'cntr_2' } },
          {
            type: 'shell',
            environment: { type: 'container_auto', skills: [{ skill_id: 'skill_1' }, { skill_id: 'openai-pdf' }] },
          },
        ],
      },
      [
        ['tools[0].vector_store_ids[0]', 'vs_1', 'vector_store'],
        ['tools[0].vector_store_ids[1]', 'vs_2', 'vector_store'],
        ['tools[1].container', 'cntr_1', 'container'],
        ['tools[2].container.file_ids[0]', 'file-1', 'file'],
        ['tools[3].input_image_mask.file_id', 'file-2', 'file'],
        ['tools[4].environment.container_id', 'cntr_2', 'container'],
        ['tools[5].environment.skills[0].skill_id', 'skill_1', 'skill'],
      ],
    ],
    [
      'tools that an item brings',
      { input: [{ type: 'additional_tools', tools: [{ type: 'file_search', vector_store_ids: ['vs_1'] }] }] },
      [['input[0].tools[0].vector_store_ids[0]', 'vs_1', 'vector_store']],
    ],
    [
      'items that are named, with and without a type',
      { input: [{ type: 'item_reference', id: 'msg_1' }, { id: 'msg_2' }, { id: 'msg_3', type: null }] },
      [
        ['input[0].id', 'msg_1', 'item'],
        ['input[1].id', 'msg_2', 'item'],
        ['input[2].id', 'msg_3', 'item'],
      ],
    ],
    ['items of a conversation', { items: [{ id: 'msg_1' }] }, [['items[0].id', 'msg_1', 'item']]],
    [
      'items whose substance OpenAI keeps',
      {
        input: [
          { type: 'reasoning', id: 'rs_1', summary: [] },
          { type: 'image_generation_call', id: 'ig_1' },
          { type: 'code_interpreter_call', id: 'ci_1', container_id: 'cntr_1', code: '' },
          { type: 'mcp_approval_response', approval_request_id: 'mcpr_1', approve: true },
        ],
      },
      [
        ['input[0].id', 'rs_1', 'item'],
        ['input[1].id', 'ig_1', 'item'],
        ['input[2].container_id', 'cntr_1', 'container'],
        ['input[2].id', 'ci_1', 'item'],
        ['input[3].approval_request_id', 'mcpr_1', 'item'],
      ],
    ],
    [
      'variables of a prompt, whatever they are called',
      {
        prompt: { id: 'pmpt_1', variables: { metadata: { type: 'input_file', file_id: 'file-1' }, file_id: 'a word' } },
      },
      [['prompt.variables.metadata.file_id', 'file-1', 'file']],
    ],
    [
      'chat: a file, an answer that was spoken, a voice',
      {
        messages: [
          user({ type: 'file', file: { file_id: 'file-1' } }),
          { role: 'assistant', audio: { id: 'audio_1' } },
        ],
        audio: { format: 'mp3', voice: { id: 'voice_1' } },
      },
      [
        ['messages[0].content[0].file.file_id', 'file-1', 'file'],
        ['messages[1].audio.id', 'audio_1', 'audio'],
        ['audio.voice.id', 'voice_1', 'voice'],
      ],
    ],
    [
      'images, videos, batches, uploads, tuning',
      {
        images: [{ file_id: 'file-1' }],
        mask: { file_id: 'file-2' },
        video: { id: 'video_1' },
        input_reference: { file_id: 'file-3' },
        input_file_id: 'file-4',
        part_ids: ['part_1'],
        training_file: 'file-5',
      },
      [
        ['video.id', 'video_1', 'video'],
        ['input_file_id', 'file-4', 'file'],
        ['part_ids[0]', 'part_1', 'upload_part'],
        ['training_file', 'file-5', 'file'],
        ['images[0].file_id', 'file-1', 'file'],
        ['mask.file_id', 'file-2', 'file'],
        ['input_reference.file_id', 'file-3', 'file'],
      ],
    ],
  ])('finds %s', (_, body, expected) => {
    expect(referencesIn(body).map(({ parameter, id, kind }) => [parameter, id, kind])).toEqual(expected);
  });

  it.each<[string, unknown]>([
    ['metadata', { metadata: { file_id: 'x', conversation: 'x' } }],
    [
      'a schema of a function',
      { tools: [{ type: 'function', parameters: { properties: { file_id: { id: 'x' } }, file_id: 'x' } }] },
    ],
    ['a schema of the answer', { text: { format: { type: 'json_schema', schema: { file_id: 'x' } } } }],
    ['a schema of chat', { response_format: { type: 'json_schema', json_schema: { schema: { file_id: 'x' } } } }],
    ['arguments', { input: [{ type: 'tool_search_call', arguments: { file_id: 'x' } }] }],
    ['texts that look like JSON', { input: [{ type: 'function_call', id: 'fc_1', arguments: '{"file_id":"x"}' }] }],
    ['headers of an MCP server', { tools: [{ type: 'mcp', headers: { file_id: 'x' } }] }],
    ['filters', { tools: [{ type: 'file_search', filters: { key: 'file_id', value: 'x', file_id: 'x' } }] }],
    [
      'citations',
      { input: [{ role: 'assistant', content: [{ type: 'output_text', annotations: [{ file_id: 'x' }] }] }] },
    ],
    [
      'messages that have a name',
      {
        input: [
          { role: 'user', content: 'Hi', id: 'msg_1' },
          { type: 'message', role: 'user', content: 'Hi', id: 'msg_1' },
        ],
      },
    ],
    [
      'reasoning that is sent whole',
      { input: [{ type: 'reasoning', id: 'rs_1', encrypted_content: 'abc', summary: [] }] },
    ],
    ['the words in the place of an id', { conversation: 'auto', container: '', file_id: null }],
    ['voices of OpenAI', { voice: 'alloy', audio: { voice: 'alloy' } }],
    ['prompts of the organisation', { prompt: { id: 'pmpt_1' } }],
    ['inherited fields', Object.create({ file_id: 'x' })],
    ['what is no object', 'file_id'],
  ])('takes no %s for references', (_, body) => {
    expect(referencesIn(body)).toEqual([]);
  });

  it('finds fields beside and below `__proto__`', () => {
    const body: unknown = JSON.parse('{"__proto__":{"file_id":"file-1"},"constructor":{"file_id":"file-2"}}');
    expect(referencesIn(body).map(({ id }) => id)).toEqual(['file-1', 'file-2']);
  });

  it('finds what lies a hundred thousand levels deep, and beside a million numbers', () => {
    let body: object = { file_id: 'file-1' };
    for (let level = 0; level < 100_000; level += 1) body = level % 2 ? { a: body } : [body];
    expect(referencesIn({ body, input: new Array(1_000_000).fill(1) })).toMatchObject([{ id: 'file-1' }]);
  });

  it('finds a file wherever OpenAI reads, and names its place', () => {
    const keys = fc.constantFrom('a', 'content', 'tools', 'container', 'x y', 'input');
    fc.assert(
      fc.property(fc.array(fc.oneof(keys, fc.nat(3)), { maxLength: 8 }), (path) => {
        const body = path.reduceRight<unknown>(
          (value, key) => (typeof key === 'number' ? [...new Array<null>(key).fill(null), value] : { [key]: value }),
          { file_id: 'file-1' },
        );
        const [found, ...others] = referencesIn(body);
        expect(others).toEqual([]);
        expect(found?.id).toBe('file-1');
        expect(found?.parameter.endsWith('file_id')).toBe(true);
      }),
    );
  });
});
