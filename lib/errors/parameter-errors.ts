import type { ErrorRow } from './error-row.ts';

/** Codes about the parameters of a request: unknown, missing, of a wrong type or out of range. */
export const parameterErrors = {
  unsupported_parameter: {
    statusCode: 400,
    message: 'The model does not support a parameter of the request.',
    hint: 'Leave the parameter out for this model (reasoning models take no `temperature` or `top_p`), or change the model.',
    retryable: false,
  },
  unsupported_value: {
    statusCode: 400,
    message: 'The model does not support a value of the request.',
    hint: 'Choose one of the values that the message lists for this model, or leave the parameter to its default.',
    retryable: false,
  },
  unknown_parameter: {
    statusCode: 400,
    message: 'OpenAI does not know a parameter of the request.',
    hint: 'Remove the parameter or correct its spelling; names differ between the Responses and Chat Completions APIs.',
    retryable: false,
  },
  missing_required_parameter: {
    statusCode: 400,
    message: 'A required parameter is missing.',
    hint: 'Add the parameter named in `parameter` to the request.',
    retryable: false,
  },
  invalid_type: {
    statusCode: 400,
    message: 'A parameter has the wrong JSON type.',
    hint: 'Send the type that the message expects; numbers, booleans and metadata values are often quoted wrongly.',
    retryable: false,
  },
  invalid_value: {
    statusCode: 400,
    message: 'A parameter has a value that is not allowed.',
    hint: 'Pick a value from the list in the message; values are case-sensitive.',
    retryable: false,
  },
  integer_below_min_value: {
    statusCode: 400,
    message: 'A whole number is too small.',
    hint: 'Raise the number to at least the minimum that the message names.',
    retryable: false,
  },
  integer_above_max_value: {
    statusCode: 400,
    message: 'A whole number is too large.',
    hint: 'Lower the number to at most the maximum that the message names.',
    retryable: false,
  },
  decimal_below_min_value: {
    statusCode: 400,
    message: 'A decimal number is too small.',
    hint: 'Raise the decimal value into the range in the message, such as 0 to 2 for `temperature` and 0 to 1 for `top_p`.',
    retryable: false,
  },
  decimal_above_max_value: {
    statusCode: 400,
    message: 'A decimal number is too large.',
    hint: 'Lower the decimal value into the range in the message, such as 0 to 2 for `temperature` and 0 to 1 for `top_p`.',
    retryable: false,
  },
  string_above_max_length: {
    statusCode: 400,
    message: 'A text is too long.',
    hint: 'Shorten the text to the length in the message, or move long material from `instructions` or metadata to `input`.',
    retryable: false,
  },
  string_below_min_length: {
    statusCode: 400,
    message: 'A text is too short.',
    hint: 'Fill the field in, or leave it out altogether in place of sending an empty string.',
    retryable: false,
  },
  array_above_max_length: {
    statusCode: 400,
    message: 'A list has too many entries.',
    hint: 'Send fewer entries, or split the work over several requests.',
    retryable: false,
  },
  array_below_min_length: {
    statusCode: 400,
    message: 'A list has too few entries.',
    hint: 'Add an entry, or leave the list out where it would be empty.',
    retryable: false,
  },
  invalid_json_schema: {
    statusCode: 400,
    message: 'The JSON schema in `text.format` is not valid.',
    hint: 'With `strict: true` each object needs `additionalProperties: false` and every property in `required`.',
    retryable: false,
  },
  invalid_function_parameters: {
    statusCode: 400,
    message: 'The parameters of a function tool are not a valid schema.',
    hint: "Correct the tool's `parameters` as the message says, or set its `strict` to false.",
    retryable: false,
  },
  context_length_exceeded: {
    statusCode: 400,
    message: "The request does not fit into the model's context window.",
    hint: 'Shorten `input`, set `truncation: "auto"`, drop old turns, or use a model with a larger context.',
    retryable: false,
  },
  unsupported_file: {
    statusCode: 400,
    message: 'OpenAI cannot use this file here.',
    hint: 'Convert the file to a supported type (PDF, text, source code, common office formats) and upload it anew.',
    retryable: false,
  },
  invalid_language_format: {
    statusCode: 400,
    message: 'The language is not given in a form that OpenAI knows.',
    hint: 'Give the language as an ISO-639-1 code such as `en` or `de`.',
    retryable: false,
  },
  missing_tool_output: {
    statusCode: 400,
    message: 'The input lacks the output of a tool call.',
    hint: 'Add one `function_call_output` item with the same `call_id` for each function call before going on.',
    retryable: false,
  },
  missing_tool_call: {
    statusCode: 400,
    message: 'The input has the output of a tool call that it does not contain.',
    hint: 'Send the `function_call` item ahead of its output, or name the response that made it in `previous_response_id`.',
    retryable: false,
  },
  missing_paired_item: {
    statusCode: 400,
    message: 'The input holds half of a pair of items.',
    hint: 'Send reasoning items together with the item that followed them, unchanged and in the same order.',
    retryable: false,
  },
} as const satisfies Record<string, ErrorRow>;
