import type { OwnErrorRow } from './error-row.ts';

/** Failures of what callers upload before they name it in a request. */
export const uploadErrors = {
  upload_not_found: {
    statusCode: 404,
    message: 'There is no such upload.',
    hint: 'Ask `POST /api/uploads/url` for a URL, PUT the file there, and then name its `upload_key`. An upload is used once, within a day.',
    retryable: false,
    reach: 'upload-store',
  },
  uploads_not_kept: {
    statusCode: 501,
    message: 'This deployment takes no uploads.',
    hint: 'Its operator sets STORAGE_BUCKET. Up to 4.5 MB, send the file in the form itself.',
    retryable: false,
    reach: 'upload-store',
  },
  upload_store_failed: {
    statusCode: 502,
    message: 'The bucket of uploads did not answer as it should.',
    hint: 'Send the request again; the upload is still there.',
    retryable: true,
    reach: 'upload-store',
  },
  upload_store_denied: {
    statusCode: 500,
    message: 'The service is not allowed to use its bucket of uploads.',
    hint: "Its operator grants the function's role s3:PutObject, s3:GetObject and s3:DeleteObject on uploads/*.",
    retryable: false,
    reach: 'upload-store',
  },
  upload_store_missing: {
    statusCode: 500,
    message: 'The bucket of uploads does not exist.',
    hint: 'Its operator creates the bucket of STORAGE_BUCKET, or names one that there is.',
    retryable: false,
    reach: 'upload-store',
  },
  file_not_accepted: {
    statusCode: 400,
    message: 'The file is not one that this endpoint takes.',
    hint: 'Send a file of a type and size that the page of this API names; its type is what its bytes say.',
    retryable: false,
    reach: 'body',
  },
} as const satisfies Readonly<Record<string, OwnErrorRow>>;
