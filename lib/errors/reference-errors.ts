import type { ErrorRow } from './error-row.ts';

/** Codes about things that a request refers to: models, responses, conversations, files, stores, containers, URLs. */
export const referenceErrors = {
  model_not_found: {
    statusCode: 404,
    message: 'The model does not exist, or this service has no access to it.',
    hint: "Check the spelling of `model`, that OpenAI has not retired it, and that the key's project may use it.",
    retryable: false,
  },
  previous_response_not_found: {
    statusCode: 400,
    message: 'The previous response does not exist.',
    hint: 'Responses are not stored unless created with `store: true`: create the first turn so, or resend its items in `input`.',
    retryable: false,
  },
  response_not_found: {
    statusCode: 404,
    message: 'The response does not exist.',
    hint: '`store` defaults to false here, and OpenAI keeps only responses created with `store: true`, for 30 days or more.',
    retryable: false,
  },
  not_a_background_response: {
    statusCode: 400,
    message: 'The response does not run in the background.',
    hint: 'Only responses made with `background: true` can be cancelled; close the connection to give up any other.',
    retryable: false,
  },
  response_already_ended: {
    statusCode: 409,
    message: 'The response has ended already.',
    hint: 'There is nothing left to cancel: GET /api/responses/{id} has what became of it where it is stored.',
    retryable: false,
  },
  stream_not_resumable: {
    statusCode: 400,
    message: 'The stream of the response cannot be resumed.',
    hint: 'Only a stream that a stream endpoint began with `background: true` can be, and any response that is stored and has ended is replayed; GET /api/responses/{id} has it too.',
    retryable: false,
  },
  stream_expired: {
    statusCode: 400,
    message: 'OpenAI no longer replays the stream of the response.',
    hint: 'Take the whole response from GET /api/responses/{id}: a stream is replayed for some minutes only.',
    retryable: false,
  },
  item_not_found: {
    statusCode: 404,
    message: 'An item that the input refers to does not exist.',
    hint: 'Items of responses created without `store: true` cannot be referred to by id: send their whole content. `after` of a list takes the `last_id` of the page before.',
    retryable: false,
  },
  conversation_not_found: {
    statusCode: 404,
    message: 'The conversation does not exist.',
    hint: "Create the conversation first with the same project's key, and use the `conv_…` id that comes back.",
    retryable: false,
  },
  conversation_locked: {
    statusCode: 409,
    message: 'Another request is using the conversation.',
    hint: 'A conversation takes one response at a time: wait until the running one has ended or cancel it.',
    retryable: true,
  },
  file_not_found: {
    statusCode: 404,
    message: 'The file does not exist.',
    hint: 'Upload the file again: file ids are valid in one project only, and expired or deleted files do not come back.',
    retryable: false,
  },
  vector_store_not_found: {
    statusCode: 404,
    message: 'The vector store does not exist.',
    hint: 'Look the `vs_…` id up in the list of vector stores of this project; stores may expire after days without use.',
    retryable: false,
  },
  container_not_found: {
    statusCode: 404,
    message: 'The code interpreter container does not exist or has expired.',
    hint: 'Containers end after 20 idle minutes: use `container: {"type":"auto"}` or create one, and upload its files again.',
    retryable: false,
  },
  unknown_url: {
    statusCode: 404,
    message: 'OpenAI has no such endpoint.',
    hint: 'Check that OPENAI_API_BASE_URL ends in /v1 and that the server behind it offers this API.',
    retryable: false,
  },
} as const satisfies Record<string, ErrorRow>;
