import { barPicture, type Colour, parameterSets, samePicture } from './h264.ts';
import { mp4 } from './mp4.ts';

const PICTURES_PER_SECOND = 24;

/** White, yellow, cyan, green, magenta, red and blue (BT.601, 75 percent). */
const BARS: readonly Colour[] = [
  [180, 128, 128],
  [162, 44, 142],
  [131, 156, 44],
  [112, 72, 58],
  [84, 184, 198],
  [65, 100, 212],
  [35, 212, 114],
];

/** A film of colour bars that move on by one each second: an MP4 that players open. `size` is `1280x720`. */
export function film(size: string, seconds: number): Buffer {
  const [width = 720, height = 1280] = size.split('x').map(Number);
  const pictures = Array.from({ length: seconds * PICTURES_PER_SECOND }, (_, index) => {
    const since = index % PICTURES_PER_SECOND;
    const second = (index - since) / PICTURES_PER_SECOND;
    const bytes = since === 0 ? barPicture(width, height, turned(second), second) : samePicture(width, height, since);
    return { bytes, isWhole: since === 0 };
  });
  return mp4({ width, height, picturesPerSecond: PICTURES_PER_SECOND, sets: parameterSets(width, height), pictures });
}

function turned(by: number): readonly Colour[] {
  return BARS.map((_, index) => BARS[(index + by) % BARS.length] as Colour);
}
