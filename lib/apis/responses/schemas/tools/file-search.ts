import * as z from 'zod';

import { boundedArray } from '../../../../validation/bounded-array.ts';
import { boundedInteger, boundedNumber } from '../../../../validation/bounded-number.ts';
import { explain } from '../../../../validation/problem-text.ts';

const vectorStoreId = explain('Invalid vector store ID format', "Vector store IDs must start with 'vs_'");
const vectorStoreIds = explain(
  'Invalid file_search tool configuration',
  "vector_store_ids must name at least one vector store, like ['vs_abc123']",
);
/** `auto` or a dated ranker; OpenAI dates new ones, so the dates are open. */
const RANKER = /^(?:auto|none|default[-_]\d{4}[-_]\d{2}[-_]\d{2})$/;
const ranker = explain('Invalid ranker value', "ranker must be 'auto' or a dated ranker such as 'default-2024-11-15'");

/** Semantic search in vector stores. */
export function fileSearchTool() {
  return z.looseObject({
    type: z.literal('file_search'),
    vector_store_ids: boundedArray(z.string({ error: vectorStoreId }).startsWith('vs_', { error: vectorStoreId }), {
      error: vectorStoreIds,
    }).min(1, { error: vectorStoreIds }),
    max_num_results: boundedInteger('max_num_results', 1, 50).nullish(),
    ranking_options: z
      .looseObject({
        ranker: z.string({ error: ranker }).regex(RANKER, { error: ranker }).nullish(),
        score_threshold: boundedNumber('score_threshold', 0, 1).nullish(),
      })
      .nullish(),
  });
}
