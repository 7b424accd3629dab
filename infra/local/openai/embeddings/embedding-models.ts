import type { EmbeddingModel } from 'openai/resources/embeddings';

interface EmbeddingRow {
  /** The length of its vectors. */
  readonly dimensions: number;
  /** Whether a request may ask for shorter ones. */
  readonly shortens: boolean;
}

/** OpenAI's embedding models; https://platform.openai.com/docs/guides/embeddings has the numbers. */
export const EMBEDDING_MODELS: Readonly<Record<EmbeddingModel, EmbeddingRow>> = {
  'text-embedding-3-small': { dimensions: 1536, shortens: true },
  'text-embedding-3-large': { dimensions: 3072, shortens: true },
  'text-embedding-ada-002': { dimensions: 1536, shortens: false },
};
