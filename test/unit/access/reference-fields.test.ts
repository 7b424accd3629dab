import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { referenceFields } from '../../../lib/access/references.ts';

describe('the fields that name objects', () => {
  /** Ids that name nothing a caller has made, each with what it is. */
  const others = {
    call_id: 'a call within one response',
    caller_id: 'a call within one response',
    tool_call_id: 'a call within one response',
    connector_id: "OpenAI's own; checkUrls",
    tunnel_id: "the organisation's; checkUrls",
    continuation_id: "the caller's own word",
    item_id: 'of events',
    stream_id: 'of events',
    segment_id: 'of answers',
    error_file_id: 'of answers',
    output_file_id: 'of answers',
    first_id: 'of answers',
    last_id: 'of answers',
    organization_id: 'of answers',
  };
  const apis = [
    'responses',
    'conversations',
    'chat/completions',
    'containers',
    'vector-stores',
    'uploads',
    'images.d.ts',
  ];
  const more = ['videos.d.ts', 'batches.d.ts', 'files.d.ts', 'embeddings.d.ts', 'audio', 'fine-tuning/jobs'];

  it('are all that the SDK has of these APIs', () => {
    const resources = path.join(import.meta.dirname, '../../../node_modules/openai/resources');
    const named = [...apis, ...more].flatMap((api) => {
      const text = typesBelow(path.join(resources, api));
      return [...text.matchAll(/^\s+([a-z_]+_ids?)\??: /gm)].map(([, name = '']) => name);
    });
    const unknown = [...new Set(named)].filter((name) => !(name in referenceFields) && !(name in others));
    expect(named.length).toBeGreaterThan(100);
    expect(unknown).toEqual([]);
  });
});

function typesBelow(file: string): string {
  if (file.endsWith('.d.ts')) return readFileSync(file, 'utf8');
  const name = file.split('/').at(-1) ?? '';
  const inside = {
    responses: ['responses', 'input-items', 'input-tokens'],
    'vector-stores': ['files', 'file-batches'],
  };
  const known = {
    conversations: ['items'],
    containers: ['files/files'],
    uploads: ['parts'],
    audio: ['speech', 'transcriptions'],
  };
  const files: readonly string[] = Object.entries({ ...inside, ...known }).find(([api]) => api === name)?.[1] ?? [];
  return [name, ...files]
    .map((part) => path.join(file, `${part}.d.ts`))
    .flatMap((part) => (part.endsWith('audio/audio.d.ts') ? [] : [readFileSync(part, 'utf8')]))
    .join('\n');
}
