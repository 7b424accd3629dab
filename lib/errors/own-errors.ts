import { backgroundErrors } from './background-errors.ts';
import { callerErrors } from './caller-errors.ts';
import type { OwnErrorRow } from './error-row.ts';
import { retirementErrors } from './retirement-errors.ts';
import { speechErrors } from './speech-errors.ts';
import { uploadErrors } from './upload-errors.ts';

/** Of streams in OpenAI's dialect. */
const GOES_ON =
  'A background response goes on with `GET /v1/responses/{id}?stream=true&starting_after=N`; send any other request again.';

/** Failures that this service finds itself, before, around and after its talk with OpenAI. */
export const ownErrors = {
  ...backgroundErrors,
  ...callerErrors,
  ...speechErrors,
  ...uploadErrors,
  ...retirementErrors,
  invalid_json: {
    statusCode: 400,
    message: 'The request body is not valid JSON.',
    hint: 'Send one JSON object in UTF-8; look for a missing quote, a trailing comma or a body cut short.',
    retryable: false,
    reach: 'body',
  },
  validation_failed: {
    statusCode: 400,
    message: 'The request is not valid.',
    hint: 'Correct each problem listed in `errors`, then send the request again.',
    retryable: false,
    reach: 'request',
  },
  route_not_found: {
    statusCode: 404,
    message: 'There is no such endpoint.',
    hint: 'Compare method and path with the table of endpoints in the README; paths begin with /api/ or /v1/. The base URL of an OpenAI client ends in /v1.',
    retryable: false,
    reach: 'everywhere',
  },
  method_not_allowed: {
    statusCode: 405,
    message: 'The endpoint does not take this method.',
    hint: 'Use a method that the `Allow` response header names.',
    retryable: false,
    reach: 'everywhere',
  },
  invalid_form: {
    statusCode: 400,
    message: 'The request body is not a multipart form.',
    hint: 'Let the client write it (curl -F, FormData), and send its `Content-Type` with the boundary.',
    retryable: false,
    reach: 'body',
  },
  request_too_large: {
    statusCode: 413,
    message: 'The request is larger than a function can take.',
    hint: 'Stay below 6 MB (base64 adds a third): upload the data as a file and send its `file_id`, or send a URL.',
    retryable: false,
    reach: 'body',
  },
  unsupported_media_type: {
    statusCode: 415,
    message: 'The content type of the request is not supported.',
    hint: 'Send the body as JSON with the header `Content-Type: application/json`.',
    retryable: false,
    reach: 'body',
  },
  internal_error: {
    statusCode: 500,
    message: 'The service failed unexpectedly.',
    hint: 'This is a defect of the service, not of the request: search its log for this path and timestamp.',
    retryable: false,
    reach: 'everywhere',
  },
  misconfigured: {
    statusCode: 500,
    message: 'The service is not configured correctly.',
    hint: "Its operator finds the names of the bad variables in the function's log; correct them and deploy again.",
    retryable: false,
    reach: 'openai',
  },
  secret_unavailable: {
    statusCode: 502,
    message: 'The service could not read its credentials.',
    hint: 'Send the request again after a few seconds; its operator checks the path from the function to Secrets Manager.',
    retryable: true,
    reach: 'openai',
  },
  upstream_unreachable: {
    statusCode: 502,
    message: 'The connection to OpenAI could not be made or was lost.',
    hint: "Check the network path of the function (NAT, DNS, OPENAI_API_BASE_URL) and OpenAI's status page, then resend.",
    retryable: true,
    reach: 'openai',
  },
  upstream_timeout: {
    statusCode: 504,
    message: 'OpenAI did not answer in time.',
    hint: 'Stream the response, ask for less output or effort, use `background: true`, or raise OPENAI_TIMEOUT.',
    retryable: true,
    reach: 'openai',
  },
  upstream_invalid_response: {
    statusCode: 502,
    message: 'OpenAI sent an answer that could not be read.',
    hint: 'Make sure that OPENAI_API_BASE_URL points to an OpenAI API and that no proxy on the way rewrites its answers.',
    retryable: true,
    reach: 'openai',
  },
  upstream_protocol_error: {
    statusCode: 502,
    message: 'What answered in place of OpenAI broke the rules of HTTP.',
    hint: 'Make sure that OPENAI_API_BASE_URL points to an OpenAI API, and look at the proxies and gateways on the way to it.',
    retryable: false,
    reach: 'openai',
  },
  upstream_too_large: {
    statusCode: 502,
    message: 'OpenAI sent more than this service takes of one answer.',
    hint: 'Ask for less at once: fewer images, items (`limit`) or `include`d parts, or a lower `max_output_tokens`.',
    retryable: false,
    reach: 'openai',
  },
  upstream_stream_truncated: {
    statusCode: 502,
    message: 'The stream from OpenAI ended before the response was finished.',
    hint: 'What came so far is incomplete: send the request again, or resume as `resume` says where the response is stored.',
    openaiHint: `What came so far is incomplete: send the request again. ${GOES_ON}`,
    retryable: true,
    reach: 'stream',
  },
  upstream_connection_lost: {
    statusCode: 502,
    message: 'The connection to OpenAI broke during the stream.',
    hint: 'Keep the events up to `last_sequence` if you can resume from there; otherwise start the request over.',
    openaiHint: GOES_ON,
    retryable: true,
    reach: 'openai',
  },
  upstream_stalled: {
    statusCode: 504,
    message: 'OpenAI stopped sending in the middle of the stream.',
    hint: 'Raise OPENAI_STREAM_IDLE_TIMEOUT if the model thinks for long, or run the request with `background: true`.',
    retryable: true,
    reach: 'openai',
  },
  malformed_upstream_event: {
    statusCode: 502,
    message: 'OpenAI sent a stream event that could not be read.',
    hint: 'Discard the partial output and repeat the request; if it recurs, report the `response_id` with the log record.',
    retryable: true,
    reach: 'stream',
  },
  function_timeout: {
    statusCode: 504,
    message: "The response was not finished within the function's time limit.",
    hint: 'Use `background: true` for long work and fetch the result later, or lower `max_output_tokens` and the effort.',
    retryable: false,
    reach: 'openai',
  },
  image_store_failed: {
    statusCode: 502,
    message: 'The image could not be stored.',
    hint: 'The image itself is not lost where the answer has it as base64; otherwise send the request again.',
    retryable: true,
    reach: 'image-store',
  },
  image_store_denied: {
    statusCode: 500,
    message: 'The service is not allowed to use its image bucket.',
    hint: "Its operator grants the function's role s3:PutObject, s3:GetObject and s3:ListBucket (and the bucket's KMS key).",
    retryable: false,
    reach: 'image-store',
  },
  image_store_missing: {
    statusCode: 500,
    message: 'The image bucket of the service does not exist.',
    hint: 'Its operator creates the bucket that STORAGE_BUCKET names, or corrects the variable.',
    retryable: false,
    reach: 'image-store',
  },
  images_not_kept: {
    statusCode: 404,
    message: 'This service keeps no images.',
    hint: 'Take images from the answer that made them, as base64; to keep them, its operator sets STORAGE_BUCKET.',
    retryable: false,
    reach: 'image-list',
  },
  images_not_found: {
    statusCode: 404,
    message: 'No images of this response are kept.',
    hint: 'Check the response id; images that this service made are kept until the bucket lets them expire.',
    retryable: false,
    reach: 'image-list',
  },
} as const satisfies Record<string, OwnErrorRow>;
