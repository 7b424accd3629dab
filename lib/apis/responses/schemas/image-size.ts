import { explain } from '../../../validation/problem-text.ts';

/** Source of the bounds: OpenAI's guide to image generation, "Size and quality options" of GPT Image 2. */
export const imageSizeBounds = {
  step: 16,
  longestAspect: 3,
  longestEdge: 3840,
  fewestPixels: 655_360,
  mostPixels: 8_294_400,
} as const;

const { step, longestAspect, longestEdge, fewestPixels, mostPixels } = imageSizeBounds;

/** `auto`, or a width and a height. */
export const imageSizeForm = /^(?:auto|([1-9]\d*)x([1-9]\d*))$/;

/** A bound, what it says of a size that breaks it, and whether one does. */
interface Bound {
  readonly says: string;
  readonly broken: (width: number, height: number) => boolean;
}

const bounds: readonly Bound[] = [
  {
    says: `width and height must be multiples of ${step}`,
    broken: (width, height) => width % step !== 0 || height % step !== 0,
  },
  {
    says: `the aspect ratio must be between 1:${longestAspect} and ${longestAspect}:1`,
    broken: (width, height) => Math.max(width, height) > longestAspect * Math.min(width, height),
  },
  {
    says: `neither width nor height may be more than ${longestEdge}`,
    broken: (width, height) => Math.max(width, height) > longestEdge,
  },
  {
    says: `width times height must be at least ${grouped(fewestPixels)} pixels`,
    broken: (width, height) => width * height < fewestPixels,
  },
  {
    says: `width times height must be at most ${grouped(mostPixels)} pixels`,
    broken: (width, height) => width * height > mostPixels,
  },
];

/**
 * What is wrong with the size of an image: an `explain`ed error for each bound that it breaks, with the nearest size that
 * breaks none; none for `auto` and for a good size.
 *
 * @param name the parameter, as callers read it
 */
export function imageSizeProblems(size: unknown, name: string): readonly string[] {
  const invalid = (hint: string) => explain(`Invalid ${name} value`, hint);
  const form = typeof size === 'string' ? imageSizeForm.exec(size) : null;
  if (!form) {
    return [invalid(`${name} must be 'auto' or WIDTHxHEIGHT in pixels, like 1024x1024, 1024x1536 or 1536x1024`)];
  }
  const [, width, height] = form;
  if (width === undefined || height === undefined) return [];
  const broken = bounds.filter((bound) => bound.broken(Number(width), Number(height)));
  if (broken.length === 0) return [];
  const nearest = nearestSize(Number(width), Number(height));
  return broken.map(({ says }) => invalid(`Of ${name}, ${says}; the nearest good size is ${nearest}`));
}

/** The size within all bounds whose edges differ least, by the sum of the squares. 57,600 candidates: half a millisecond. */
function nearestSize(width: number, height: number): string {
  let nearest = '';
  let least = Number.POSITIVE_INFINITY;
  for (let wide = step; wide <= longestEdge; wide += step) {
    for (let high = step; high <= longestEdge; high += step) {
      const distance = (wide - bounded(width)) ** 2 + (high - bounded(height)) ** 2;
      if (distance >= least || bounds.some(({ broken }) => broken(wide, high))) continue;
      [nearest, least] = [`${wide}x${high}`, distance];
    }
  }
  return nearest;
}

/** A number of more than 308 digits reads as Infinity, from which everything is equally far. */
function bounded(edge: number): number {
  return Math.min(edge, 1_000_000);
}

/** 8294400 as 8,294,400, without Intl, which is slow to start. */
function grouped(count: number): string {
  return String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ',');
}
