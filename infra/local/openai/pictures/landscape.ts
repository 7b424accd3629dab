import { createRandom } from '../identifiers.ts';

/** What a landscape is painted on, in pixels. */
export interface Canvas {
  readonly width: number;
  readonly height: number;
  /** Without a sky. */
  readonly transparent: boolean;
}

/** How finely a ridge follows its curve, in segments from edge to edge. */
const SEGMENTS = 48;
const RIDGES = 5;

/**
 * An SVG of hills under a sun, whose colours and shapes come from `seed` alone: the same words, the same picture. Drawn
 * without text, so that no machine's fonts make a difference. `blur` is in hundredths of the shorter edge.
 */
export function landscapeSvg(seed: string, { width, height, transparent }: Canvas, blur = 0): string {
  const random = createRandom(seed);
  const between = (least: number, most: number): number => least + random() * (most - least);
  const hue = between(0, 360);
  const sun = { x: width * between(0.2, 0.8), y: height * between(0.18, 0.42), r: Math.min(width, height) * 0.09 };
  const sky = `<rect width="${width}" height="${height}" fill="url(#sky)"/>`;
  const ridges = Array.from({ length: RIDGES }, (_, index) => {
    const nearness = (index + 1) / RIDGES;
    const colour = hsl(hue + 25 - 45 * nearness, 38 + 14 * nearness, 62 - 44 * nearness);
    return `<path fill="${colour}" d="${ridge(random, { width, height }, nearness)}"/>`;
  });
  const birds = Array.from({ length: 3 + Math.floor(random() * 4) }, () =>
    bird(width * between(0.1, 0.9), height * between(0.08, 0.35), (Math.min(width, height) / 60) * between(0.6, 1.4)),
  );
  const deviation = (Math.min(width, height) * blur) / 100;
  const filter = `<filter id="soft"><feGaussianBlur stdDeviation="${round(deviation)}"/></filter>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">`,
    `<defs>${skyGradient(hue)}${glowGradient(hue)}${blur > 0 ? filter : ''}</defs>`,
    blur > 0 ? '<g filter="url(#soft)">' : '<g>',
    transparent ? '' : sky,
    `<circle cx="${round(sun.x)}" cy="${round(sun.y)}" r="${round(sun.r * 4)}" fill="url(#glow)"/>`,
    `<circle cx="${round(sun.x)}" cy="${round(sun.y)}" r="${round(sun.r)}" fill="${hsl(hue + 190, 90, 92)}"/>`,
    ...ridges,
    `<g fill="none" stroke="${hsl(hue, 40, 16)}" stroke-width="${round(Math.min(width, height) / 320)}">`,
    ...birds,
    '</g></g></svg>',
  ].join('');
}

/** A rolling line from edge to edge, closed along the bottom: three waves upon each other, lower the nearer it is. */
function ridge(random: () => number, { width, height }: { width: number; height: number }, nearness: number): string {
  const waves = [1, 2.3, 5.1].map((turns) => ({ turns, phase: random() * 2 * Math.PI, lift: 0.07 / turns }));
  const base = 0.42 + 0.46 * nearness;
  const points = Array.from({ length: SEGMENTS + 1 }, (_, index) => {
    const along = index / SEGMENTS;
    const lift = waves.reduce(
      (sum, { turns, phase, lift: most }) => sum + most * Math.sin(turns * 6 * along + phase),
      0,
    );
    return `${round(along * width)} ${round((base + lift) * height)}`;
  });
  return `M0 ${height}L${points.join('L')}L${width} ${height}Z`;
}

const bird = (x: number, y: number, wing: number): string =>
  `<path d="M${round(x - wing)} ${round(y - wing / 3)}Q${round(x - wing / 3)} ${round(y - wing / 2)} ${round(x)} ${round(y)}` +
  `Q${round(x + wing / 3)} ${round(y - wing / 2)} ${round(x + wing)} ${round(y - wing / 3)}"/>`;

const skyGradient = (hue: number): string =>
  `<linearGradient id="sky" x2="0" y2="1"><stop stop-color="${hsl(hue, 55, 46)}"/>` +
  `<stop offset=".45" stop-color="${hsl(hue + 20, 65, 72)}"/>` +
  `<stop offset=".8" stop-color="${hsl(hue + 170, 85, 86)}"/></linearGradient>`;

const glowGradient = (hue: number): string =>
  `<radialGradient id="glow"><stop stop-color="${hsl(hue + 180, 95, 88)}" stop-opacity=".85"/>` +
  `<stop offset="1" stop-color="${hsl(hue + 180, 95, 88)}" stop-opacity="0"/></radialGradient>`;

const hsl = (hue: number, saturation: number, lightness: number): string =>
  `hsl(${Math.round((hue + 360) % 360)},${Math.round(saturation)}%,${Math.round(lightness)}%)`;

const round = (value: number): number => Math.round(value * 10) / 10;
