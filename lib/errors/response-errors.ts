import type { ErrorRow } from './error-row.ts';

/** Codes with which a response that had been accepted fails (the SDK's `ResponseError`, less those about images). */
export const responseErrors = {
  server_error: {
    statusCode: 500,
    message: 'OpenAI had an internal error.',
    hint: 'Send the request again after a few seconds; quote the `request_id` to OpenAI if it keeps failing.',
    retryable: true,
  },
  invalid_prompt: {
    statusCode: 400,
    message: 'OpenAI refused the prompt.',
    hint: "Rewrite the prompt so that it complies with OpenAI's usage policies; reasoning must not be asked for verbatim.",
    retryable: false,
  },
  data_residency_mismatch: {
    statusCode: 400,
    message: "The request does not match the project's data residency.",
    hint: "Set OPENAI_API_BASE_URL to the host of the project's region, such as https://eu.api.openai.com/v1.",
    retryable: false,
  },
  bio_policy: {
    statusCode: 400,
    message: "OpenAI's biological safety policy blocked the request.",
    hint: 'Remove biological or chemical details; researchers can ask OpenAI for trusted access.',
    retryable: false,
  },
  misalignment_policy_violation: {
    statusCode: 400,
    message: "OpenAI's misalignment safeguards stopped the response.",
    hint: 'Review what the instructions and tools ask the model to do, narrow their permissions, and start afresh.',
    retryable: false,
  },
  vector_store_timeout: {
    statusCode: 504,
    message: 'The search in the vector store took too long.',
    hint: 'Search fewer vector stores, lower `max_num_results` or narrow `filters`; new files may still be indexing.',
    retryable: true,
  },
} as const satisfies Record<string, ErrorRow>;
