import { describe, expect, it } from 'vitest';
import { audioMediaTypes, sniffAudio } from '../../../../../lib/apis/responses/events/audio-media-type.ts';
import type { StreamContext } from '../../../../../lib/apis/responses/events/stream-state.ts';
import { newStreamState } from '../../../../../lib/apis/responses/events/stream-state.ts';
import { frameTextOf, readFrame, streamContext } from './stream-setting.ts';

const base64 = (...bytes: readonly (string | number)[]) =>
  Buffer.concat(bytes.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from([part])))).toString(
    'base64',
  );
const wav = base64('RIFF', 0x24, 0, 0, 0, 'WAVEfmt ');

/** The `media_type` of each frame of a stream of these events. */
function mediaTypes(events: readonly { readonly type: string }[], context: Partial<StreamContext> = {}): unknown[] {
  const state = newStreamState();
  return events.map((event, index) => {
    const text = JSON.stringify({ ...event, sequence_number: index });
    return readFrame(frameTextOf(text, event.type, state, streamContext(context))).data.media_type;
  });
}

const delta = (audio: string) => ({ type: 'response.audio.delta', delta: audio });
const part = (type: string) => ({ type: 'response.content_part.done', part: { type, data: wav } });
const item = {
  type: 'response.output_item.done',
  item: { type: 'message', content: [{ type: 'output_audio', data: wav }] },
};

describe('audio in a stream', () => {
  it.each(Object.values(audioMediaTypes))('has the media type that was asked for: %s', (audioMediaType) => {
    const events = [delta('AAAA'), delta('AAAA'), { type: 'response.audio.done' }, part('output_audio'), item];
    expect(mediaTypes(events, { audioMediaType })).toEqual(Array(5).fill(audioMediaType));
  });

  it('is told by its first bytes where nobody knows what was asked for, as in a resumed stream', () => {
    const events = [delta(wav), delta('AAAA'), { type: 'response.audio.done' }];
    expect(mediaTypes(events)).toEqual(Array(3).fill('audio/wav'));
    expect(mediaTypes([part('output_audio'), item])).toEqual(['audio/wav', 'audio/wav']);
  });

  it('has no invented type: raw samples tell none', () => {
    expect(mediaTypes([delta('AAAA'), { type: 'response.audio.done' }])).toEqual([undefined, undefined]);
  });

  it('is not told by a later piece, whose samples may look like the head of a file', () => {
    const sample = base64(0xff, 0xfb, 0x90, 0x44);
    expect(mediaTypes([delta('AAAA'), delta(sample), { type: 'response.audio.done' }])).toEqual(
      Array(3).fill(undefined),
    );
  });

  it('leaves text without one', () => {
    const text = { type: 'response.output_text.delta', delta: 'Hi' };
    expect(mediaTypes([text, part('output_text')], { audioMediaType: 'audio/wav' })).toEqual([undefined, undefined]);
  });
});

describe('the first bytes of audio', () => {
  it.each<readonly [string | undefined, unknown]>([
    ['audio/wav', wav],
    ['audio/ogg; codecs=opus', base64('OggS', 0, 2)],
    ['audio/flac', base64('fLaC', 0)],
    ['audio/mpeg', base64('ID3', 4, 0)],
    ...[0xfb, 0xfa, 0xf3, 0xf2].map((second) => ['audio/mpeg', base64(0xff, second, 0x90, 0x44)] as const),
    ...[0xf1, 0xf9, 0xf0, 0xf8].map((second) => ['audio/aac', base64(0xff, second, 0x50, 0x80)] as const),
    [undefined, base64(0, 0, 1, 0)],
    [undefined, 7],
  ])('tell %s', (type, audio) => {
    expect(sniffAudio(audio)).toBe(type);
  });
});
