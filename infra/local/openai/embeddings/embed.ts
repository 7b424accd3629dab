import type { EmbeddingModel } from 'openai/resources/embeddings';
import { createRandom } from '../identifiers.ts';
import { EMBEDDING_MODELS } from './embedding-models.ts';

/** A text, or the tokens of one. */
export type EmbeddingInput = string | readonly number[];

/**
 * The vector of an input, of length 1: the sum of one vector for each word. Texts that share words are near each other
 * therefore. A shorter vector is the start of the longer one, as it is with OpenAI's models.
 */
export function embed(input: EmbeddingInput, model: EmbeddingModel, dimensions: number): Float32Array {
  const sums = new Float64Array(EMBEDDING_MODELS[model].dimensions);
  for (const [word, count] of countWords(input)) {
    const random = createRandom(`${model}:${word}`);
    for (let index = 0; index < sums.length; index += 1) sums[index] = (sums[index] ?? 0) + count * (random() * 2 - 1);
  }
  const kept = sums.subarray(0, dimensions);
  const length = Math.hypot(...kept);
  return Float32Array.from(kept, (value) => value / length);
}

function countWords(input: EmbeddingInput): Map<string, number> {
  const words = typeof input === 'string' ? wordsOf(input) : input.map((token) => `#${token}`);
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return counts;
}

/** Punctuation without a word is a word of its own. */
const wordsOf = (text: string): readonly string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [text];
