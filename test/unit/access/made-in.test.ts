import { describe, expect, it } from 'vitest';
import { madeIn } from '../../../lib/access/made-in.ts';

const DAYS_30 = 2_592_000;

describe('madeIn', () => {
  it.each<[string, unknown, [id: string, keptSeconds?: number][]]>([
    [
      'a response, its items and their containers, each once',
      {
        object: 'response',
        id: 'resp_1',
        output: [
          { type: 'code_interpreter_call', id: 'ci_1', container_id: 'cntr_1' },
          { type: 'code_interpreter_call', id: 'ci_2', container_id: 'cntr_1' },
          { type: 'shell_call', id: 'sh_1', environment: { type: 'container_reference', container_id: 'cntr_2' } },
          { type: 'message', id: 'msg_1' },
        ],
        tools: [{ type: 'code_interpreter', container: 'cntr_of_the_request' }],
      },
      [
        ['resp_1', DAYS_30],
        ['ci_1', DAYS_30],
        ['cntr_1', DAYS_30],
        ['ci_2', DAYS_30],
        ['sh_1', DAYS_30],
        ['cntr_2', DAYS_30],
        ['msg_1', DAYS_30],
      ],
    ],
    [
      'a response in a conversation, whose items are kept as long as that',
      { object: 'response', id: 'resp_1', conversation: { id: 'conv_1' }, output: [{ id: 'msg_1' }] },
      [['resp_1', DAYS_30], ['conv_1'], ['msg_1']],
    ],
    [
      'the first event of a stream',
      { type: 'response.created', response: { object: 'response', id: 'resp_1', output: [] } },
      [['resp_1', DAYS_30]],
    ],
    [
      'an item of a stream',
      { type: 'response.output_item.added', item: { id: 'ci_1', container_id: 'cntr_1' } },
      [
        ['ci_1', DAYS_30],
        ['cntr_1', DAYS_30],
      ],
    ],
    ['a conversation', { object: 'conversation', id: 'conv_1' }, [['conv_1']]],
    ['items of a conversation', { object: 'list', data: [{ type: 'message', id: 'msg_1' }] }, [['msg_1']]],
    ['a file', { object: 'file', id: 'file-1' }, [['file-1']]],
    ['a vector store', { object: 'vector_store', id: 'vs_1' }, [['vs_1']]],
    ['a container', { object: 'container', id: 'cntr_1' }, [['cntr_1', DAYS_30]]],
    ['a video', { object: 'video', id: 'video_1', remixed_from_video_id: 'video_0' }, [['video_1']]],
    [
      'a batch that has ended',
      { object: 'batch', id: 'b_1', input_file_id: 'f_0', output_file_id: 'f_1', error_file_id: null },
      [['b_1'], ['f_1']],
    ],
    [
      'an upload that has ended',
      { object: 'upload', id: 'upload_1', file: { object: 'file', id: 'file-1' } },
      [['upload_1'], ['file-1']],
    ],
    [
      'a chat completion that was spoken',
      { object: 'chat.completion', id: 'chatcmpl-1', choices: [{ message: { audio: { id: 'audio_1' } } }] },
      [
        ['chatcmpl-1', DAYS_30],
        ['audio_1', DAYS_30],
      ],
    ],
    [
      'a compacted response',
      { object: 'response.compaction', id: 'resp_2', output: [{ id: 'cmp_1' }] },
      [
        ['resp_2', DAYS_30],
        ['cmp_1', DAYS_30],
      ],
    ],
  ])('tells of %s', (_, answer, expected) => {
    expect(madeIn(answer).map(({ id, keptSeconds }) => (keptSeconds === undefined ? [id] : [id, keptSeconds]))).toEqual(
      expected,
    );
  });

  it.each<[string, unknown]>([
    ['what is gone', { object: 'response.deleted', id: 'resp_1', deleted: true }],
    ['a file that is put into a vector store', { object: 'vector_store.file', id: 'file-1' }],
    ['a model', { object: 'model', id: 'gpt-6-luna' }],
    ['a list of others', { object: 'list', data: [{ object: 'file', id: 'file-1' }] }],
    ['embeddings', { object: 'list', data: [{ object: 'embedding', index: 0 }] }],
    ['an error', { error: { message: 'no' } }],
    ['no JSON object', 'resp_1'],
  ])('tells nothing of %s', (_, answer) => {
    expect(madeIn(answer)).toEqual([]);
  });

  it('leaves out what the request has named', () => {
    const answer = {
      object: 'response',
      id: 'resp_1',
      conversation: { id: 'conv_1' },
      output: [{ id: 'ci_1', container_id: 'cntr_1' }],
    };
    expect(madeIn(answer, ['conv_1', 'cntr_1']).map(({ id }) => id)).toEqual(['resp_1', 'ci_1']);
  });
});
