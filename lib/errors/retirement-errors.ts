import type { OwnErrorRow } from './error-row.ts';

/** What is left of an API that OpenAI has ended. */
export const retirementErrors = {
  upstream_retired: {
    statusCode: 410,
    message: 'The upstream no longer serves the Videos API.',
    hint: 'OpenAI ended Sora on 2026-09-24. A compatible upstream still serves it: the operator sets OPENAI_API_BASE_URL to one. Videos that were kept before are still there: GET /api/videos/{id}.',
    openaiHint:
      'OpenAI ended Sora on 2026-09-24. A compatible upstream still serves it: the operator sets OPENAI_API_BASE_URL to one. Videos that were kept before are still there: GET /v1/videos/{id}/content.',
    retryable: false,
    reach: 'retirement',
  },
} as const satisfies Readonly<Record<string, OwnErrorRow>>;
