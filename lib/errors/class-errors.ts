import type { ErrorRow } from './error-row.ts';

/** One row per class of HTTP status: what is said of an upstream failure whose code the catalogue does not know. */
export const classErrors = {
  bad_request: {
    statusCode: 400,
    message: 'OpenAI refused the request as invalid.',
    hint: 'Change the request as the message says; `parameter`, where present, names the field at fault.',
    retryable: false,
  },
  authentication_error: {
    statusCode: 401,
    message: 'OpenAI did not accept the credentials of this service.',
    hint: 'Its operator has to give the deployment a valid OPENAI_API_KEY; callers send no OpenAI key of their own.',
    retryable: false,
  },
  permission_denied: {
    statusCode: 403,
    message: 'OpenAI does not allow this with the credentials of this service.',
    hint: "Grant the key's project access to the model and endpoint in OpenAI's settings, or use another project's key.",
    retryable: false,
  },
  not_found: {
    statusCode: 404,
    message: 'OpenAI has no such object.',
    hint: 'Check the id, that the object belongs to the same OpenAI project, and that it was not deleted or expired.',
    retryable: false,
  },
  request_timeout: {
    statusCode: 408,
    message: 'OpenAI gave up waiting for the request.',
    hint: 'Send a smaller body (files by `file_id` in place of base64) if the same request times out twice.',
    retryable: true,
  },
  conflict: {
    statusCode: 409,
    message: 'The object is being changed by another request.',
    hint: 'Fetch the current state of the object, wait until the other request is done, and apply the change once more.',
    retryable: true,
  },
  payload_too_large: {
    statusCode: 413,
    message: 'The request is larger than OpenAI accepts.',
    hint: 'Shorten `input`, or upload its large parts through the Files or Uploads API and refer to them by id.',
    retryable: false,
  },
  unprocessable_entity: {
    statusCode: 422,
    message: 'OpenAI understood the request but cannot process it.',
    hint: 'The form is right and the content is not: compare the values with what the message asks for.',
    retryable: false,
  },
  too_many_requests: {
    statusCode: 429,
    message: 'OpenAI is refusing requests for now.',
    hint: 'Send fewer requests at once and honour `retry_after_seconds` where it is given.',
    retryable: true,
  },
  upstream_error: {
    statusCode: 502,
    message: 'OpenAI failed to process the request.',
    hint: "The failure is on OpenAI's side: resend, and if it persists give OpenAI's support the `request_id`.",
    retryable: true,
  },
  service_unavailable: {
    statusCode: 503,
    message: 'OpenAI is overloaded or under maintenance.',
    hint: 'Send fewer requests for a while or switch to another model; https://status.openai.com shows incidents.',
    retryable: true,
  },
} as const satisfies Record<string, ErrorRow>;
