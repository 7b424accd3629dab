import type { ParameterSets } from './h264.ts';

/** A track of H.264 pictures, all shown for the same time. */
export interface PictureTrack {
  readonly width: number;
  readonly height: number;
  readonly picturesPerSecond: number;
  readonly sets: ParameterSets;
  readonly pictures: readonly { readonly bytes: Buffer; readonly isWhole: boolean }[];
}

/** Units of time in a second. */
const TIMESCALE = 24_000;

/** Of `mvhd` and `tkhd`: no turning, no stretching. */
const MATRIX = Buffer.concat([0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000].map((value) => u32(value)));

/** An MP4 file (ISO/IEC 14496-12, and -15 for H.264 in it) of one track. What a player needs comes first, so that it begins at once. */
export function mp4(track: PictureTrack): Buffer {
  const brands = box('ftyp', text('isom'), u32(512), text('isom'), text('iso2'), text('avc1'), text('mp41'));
  const samples = track.pictures.map(({ bytes }) => Buffer.concat([u32(bytes.length), bytes]));
  // Where the samples begin does not change how long it is.
  const offset = brands.length + movie(track, samples, 0).length + 8;
  return Buffer.concat([brands, movie(track, samples, offset), box('mdat', ...samples)]);
}

function movie(track: PictureTrack, samples: readonly Buffer[], offset: number): Buffer {
  const duration = (samples.length * TIMESCALE) / track.picturesPerSecond;
  const header = fullBox(
    'mvhd',
    0,
    ...[0, 0, TIMESCALE, duration, 0x10000].map(u32),
    u16(0x100),
    Buffer.alloc(10),
    MATRIX,
    Buffer.alloc(24),
    u32(2),
  );
  return box('moov', header, box('trak', trackHeader(track, duration), media(track, samples, { duration, offset })));
}

function trackHeader({ width, height }: PictureTrack, duration: number): Buffer {
  // Enabled, in the movie.
  const flags = 3;
  const times = [0, 0, 1, 0, duration].map(u32);
  const size = [width * 0x10000, height * 0x10000].map(u32);
  return fullBox('tkhd', flags, ...times, Buffer.alloc(16), MATRIX, ...size);
}

function media(
  track: PictureTrack,
  samples: readonly Buffer[],
  { duration, offset }: { readonly duration: number; readonly offset: number },
): Buffer {
  // `und`: of no language.
  const header = fullBox('mdhd', 0, ...[0, 0, TIMESCALE, duration].map(u32), u16(0x55c4), u16(0));
  const handler = fullBox('hdlr', 0, u32(0), text('vide'), Buffer.alloc(12), text('pictures\0'));
  // The samples are in this very file.
  const place = box('dinf', fullBox('dref', 0, u32(1), fullBox('url ', 1)));
  const information = box('minf', fullBox('vmhd', 1, Buffer.alloc(8)), place, sampleTable(track, samples, offset));
  return box('mdia', header, handler, information);
}

function sampleTable(track: PictureTrack, samples: readonly Buffer[], offset: number): Buffer {
  const each = TIMESCALE / track.picturesPerSecond;
  const whole = track.pictures.flatMap(({ isWhole }, index) => (isWhole ? [index + 1] : []));
  return box(
    'stbl',
    fullBox('stsd', 0, u32(1), sampleEntry(track)),
    fullBox('stts', 0, ...[1, samples.length, each].map(u32)),
    fullBox('stss', 0, ...[whole.length, ...whole].map(u32)),
    // All of them in one chunk.
    fullBox('stsc', 0, ...[1, 1, samples.length, 1].map(u32)),
    fullBox('stsz', 0, ...[0, samples.length, ...samples.map(({ length }) => length)].map(u32)),
    fullBox('stco', 0, ...[1, offset].map(u32)),
  );
}

function sampleEntry({ width, height, sets: { sequence, picture } }: PictureTrack): Buffer {
  const profile = sequence.subarray(1, 4);
  const configuration = box(
    'avcC',
    Buffer.from([1]),
    profile,
    // Lengths of four bytes, one set of each kind.
    Buffer.from([0xff, 0xe1]),
    u16(sequence.length),
    sequence,
    Buffer.from([1]),
    u16(picture.length),
    picture,
  );
  const resolution = [0x480000, 0x480000].map(u32);
  return box(
    'avc1',
    Buffer.alloc(6),
    u16(1),
    Buffer.alloc(16),
    u16(width),
    u16(height),
    ...resolution,
    u32(0),
    u16(1),
    Buffer.alloc(32),
    u16(24),
    u16(0xffff),
    configuration,
  );
}

function box(type: string, ...parts: readonly Uint8Array[]): Buffer {
  const length = parts.reduce((sum, part) => sum + part.length, 8);
  return Buffer.concat([u32(length), text(type), ...parts]);
}

/** With a version, 0 here, and flags. */
function fullBox(type: string, flags: number, ...parts: readonly Uint8Array[]): Buffer {
  return box(type, u32(flags), ...parts);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function text(value: string): Buffer {
  return Buffer.from(value, 'latin1');
}
