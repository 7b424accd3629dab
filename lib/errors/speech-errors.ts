import type { OwnErrorRow } from './error-row.ts';

/** Failures of speech that is kept. */
export const speechErrors = {
  speech_not_found: {
    statusCode: 404,
    message: 'No speech is kept under this id.',
    hint: 'Compare the id with `x-speech-id` of the answer that made it. Speech whose upload failed, or that the bucket has let expire, is gone.',
    retryable: false,
    reach: 'speech-store',
  },
  speech_not_kept: {
    statusCode: 404,
    message: 'This service keeps no speech.',
    hint: 'Take the sound from the answer that made it; to keep it, its operator sets STORAGE_BUCKET.',
    retryable: false,
    reach: 'speech-store',
  },
  speech_store_failed: {
    statusCode: 502,
    message: 'The bucket of speech did not answer as it should.',
    hint: 'Send the request again; an answer that was to be stored has its sound as base64.',
    retryable: true,
    reach: 'speech-store',
  },
  speech_store_denied: {
    statusCode: 500,
    message: 'The service is not allowed to use its bucket of speech.',
    hint: "Its operator grants the function's role s3:PutObject, s3:GetObject and s3:ListBucket on speech/*.",
    retryable: false,
    reach: 'speech-store',
  },
  speech_store_missing: {
    statusCode: 500,
    message: 'The bucket of speech does not exist.',
    hint: 'Its operator creates the bucket of STORAGE_BUCKET, or names another one that there is.',
    retryable: false,
    reach: 'speech-store',
  },
} as const satisfies Readonly<Record<string, OwnErrorRow>>;
