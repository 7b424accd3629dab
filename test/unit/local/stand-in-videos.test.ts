import { describe, expect, it } from 'vitest';
import { film } from '../../../infra/local/openai/videos/film.ts';
import { videoObject } from '../../../infra/local/openai/videos/stand-in-video.ts';

/** The boxes of an MP4 (ISO/IEC 14496-12): of containers, those inside. */
function boxes(bytes: Buffer): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  for (let at = 0; at < bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    const type = bytes.toString('latin1', at + 4, at + 8);
    const content = bytes.subarray(at + 8, at + length);
    found.set(type, content);
    if (['moov', 'trak', 'mdia', 'minf', 'stbl'].includes(type))
      for (const [name, box] of boxes(content)) found.set(name, box);
    at += length;
  }
  return found;
}

describe('the film of the stand-in', () => {
  it.each([
    ['1280x720', 4, 96],
    ['1024x1792', 1, 24],
  ])('of %s and %d s has its size, its length and every picture where it says', (size, seconds, pictures) => {
    const bytes = film(size, seconds);
    const found = boxes(bytes);
    const [width, height] = size.split('x').map(Number);
    const track = found.get('tkhd') ?? Buffer.alloc(0);
    expect([track.readUInt32BE(76) / 65_536, track.readUInt32BE(80) / 65_536]).toEqual([width, height]);
    const movie = found.get('mvhd') ?? Buffer.alloc(0);
    expect(movie.readUInt32BE(16) / movie.readUInt32BE(12)).toBe(seconds);
    const sizes = found.get('stsz') ?? Buffer.alloc(0);
    expect(sizes.readUInt32BE(8)).toBe(pictures);
    let at = (found.get('stco') ?? Buffer.alloc(0)).readUInt32BE(8);
    const kinds: number[] = [];
    for (let index = 0; index < pictures; index += 1) {
      const length = sizes.readUInt32BE(12 + index * 4);
      expect(bytes.readUInt32BE(at)).toBe(length - 4);
      kinds.push((bytes[at + 4] ?? 0) & 31);
      at += length;
    }
    expect(at).toBe(bytes.length);
    // A whole picture each second, and between them that it stays.
    expect(kinds).toEqual(Array.from({ length: pictures }, (_, index) => (index % 24 === 0 ? 5 : 1)));
  });
});

describe('a video of the stand-in', () => {
  const video = {
    id: 'video_1',
    createdAt: 100,
    startedAt: 0,
    duration: 1000,
    fails: false,
    model: 'sora-2',
    prompt: 'A fox',
    seconds: '4',
    size: '720x1280',
    remixedFrom: null,
  };

  it.each([
    [0, 'queued', 0],
    [199, 'queued', 0],
    [200, 'in_progress', 20],
    [999, 'in_progress', 99],
    [1000, 'completed', 100],
  ])('after %d ms is %s, at %d percent', (now, status, progress) => {
    expect(videoObject(video, now)).toMatchObject({ status, progress });
  });

  it('fails at its end where it is asked to', () => {
    expect(videoObject({ ...video, fails: true }, 1000)).toMatchObject({
      status: 'failed',
      error: { code: 'moderation_blocked' },
      completed_at: null,
    });
  });
});
