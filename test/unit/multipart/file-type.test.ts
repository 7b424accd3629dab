import { describe, expect, it } from 'vitest';
import { fileType } from '../../../lib/multipart/file-type.ts';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');
const wav = Buffer.concat([Buffer.from('RIFF'), hex('24000000'), Buffer.from('WAVEfmt '), hex('10000000 0100 0100')]);
const m4a = Buffer.concat([hex('00000018'), Buffer.from('ftypM4A '), hex('00000000'), Buffer.from('M4A isom')]);
const mp4 = Buffer.concat([hex('00000018'), Buffer.from('ftypisom'), hex('00000200'), Buffer.from('isomiso2')]);
const webm = Buffer.concat([hex('1a45dfa3 9f 42868101 42f78101 42f28104 42f38108 4282 84'), Buffer.from('webm')]);

describe('the type of a file', () => {
  it.each([
    ['a PNG', hex('89504e470d0a1a0a 0000000d49484452 0000000100000001 0806000000'), 'image/png'],
    ['a JPEG', hex('ffd8ffe0 0010 4a46494600 0101'), 'image/jpeg'],
    ['a WebP', Buffer.concat([Buffer.from('RIFF'), hex('24000000'), Buffer.from('WEBPVP8 ')]), 'image/webp'],
    ['a WAV', wav, 'audio/wav'],
    [
      'an MP3 with tags',
      Buffer.concat([Buffer.from('ID3'), hex('04000000000000'), hex('fffb9064'), Buffer.alloc(600)]),
      'audio/mpeg',
    ],
    ['a FLAC', Buffer.concat([Buffer.from('fLaC'), hex('00000022'), Buffer.alloc(34)]), 'audio/flac'],
    [
      'an Ogg',
      Buffer.concat([Buffer.from('OggS'), Buffer.alloc(24), Buffer.from('OpusHead'), Buffer.alloc(20)]),
      'audio/ogg',
    ],
    ['an M4A', m4a, 'audio/mp4'],
    ['an MP4', mp4, 'video/mp4'],
    ['a WebM', webm, 'video/webm'],
    ['text', Buffer.from('What is said?'), undefined],
    ['nothing', Buffer.alloc(0), undefined],
  ])('is what the bytes of %s say', async (_what, bytes, type) => {
    expect(await fileType(bytes)).toBe(type);
  });
});
