import type { OwnErrorRow } from './error-row.ts';

/** Failures around background responses: their records and results in S3, their end, and the news of it. */
export const backgroundErrors = {
  background_not_recorded: {
    statusCode: 502,
    message: 'The background response could not be recorded, so it was cancelled.',
    hint: 'Send the request again; if it fails again, the operator checks the bucket that STORAGE_BUCKET names.',
    retryable: true,
    reach: 'background-start',
  },
  background_outcome_unknown: {
    statusCode: 502,
    message: 'OpenAI may have begun the background response: its answer was lost, and with it the id.',
    hint:
      "Before you send it again, look in OpenAI's logs (https://platform.openai.com/logs) for a response of this time, model " +
      'and metadata: GET /api/responses/{id} has its result, POST /api/responses/{id}/cancel ends it.',
    retryable: false,
    reach: 'background-start',
  },
  background_store_failed: {
    statusCode: 502,
    message: 'The store of background responses did not answer.',
    hint: 'Send the request again after a few seconds: what is stored is not lost.',
    retryable: true,
    reach: 'background-store',
  },
  background_store_denied: {
    statusCode: 500,
    message: 'The service is not allowed to use its store of background responses.',
    hint: "Its operator grants the function's role what lib/endpoints/table.ts says of it on background/* (and the bucket's KMS key).",
    retryable: false,
    reach: 'background-store',
  },
  background_store_missing: {
    statusCode: 500,
    message: "The service's bucket does not exist.",
    hint: 'Its operator makes the bucket that STORAGE_BUCKET names, in the region of the functions.',
    retryable: false,
    reach: 'background-store',
  },
  response_lost: {
    statusCode: 404,
    message: 'OpenAI no longer had the background response when it was asked for its result.',
    hint: 'It was deleted, or its data had ended before it was polled: send the original request again.',
    retryable: false,
    reach: 'background-end',
  },
  response_expired: {
    statusCode: 410,
    message:
      'The background response had not ended after 24 hours, or OpenAI could not tell for 6 days, and is followed no longer.',
    hint: 'Cancel it with POST /api/responses/{id}/cancel so that it costs no more, and ask for less work at once.',
    retryable: false,
    reach: 'background-end',
  },
  response_cancelled: {
    statusCode: 409,
    message: 'The response was cancelled, so its stream has no end.',
    hint: 'GET /api/responses/{id} has what there is of it; send the request again for a new response.',
    retryable: false,
    reach: 'background-end',
  },
  webhook_rejected: {
    statusCode: 401,
    message: 'The delivery was not accepted.',
    hint: 'This endpoint takes deliveries of OpenAI alone, signed with the secret of its webhook.',
    retryable: false,
    reach: 'signature',
  },
} as const satisfies Record<string, OwnErrorRow>;
