import type { UpstreamErrorCode } from './catalogue.ts';

/** What a response is that has ended. */
const ENDED = '(?:completed?|cancell?ed|failed|incomplete|expired|finished|ended|(?:in )?a? ?terminal)';

/**
 * OpenAI leaves `code` null for many failures that its message names plainly. First match wins, so the narrower of two
 * patterns stands first. The wording is OpenAI's; when it changes, the failure falls back to its status class.
 */
const messageCodes: readonly (readonly [RegExp, UpstreamErrorCode])[] = [
  [/^Unsupported parameter/i, 'unsupported_parameter'],
  [/^Unsupported value/i, 'unsupported_value'],
  // The last of either is what pydantic says, and so every server made with FastAPI.
  [/^(?:Unknown parameter|Unrecognized request argument|Extra inputs are not permitted$)/i, 'unknown_parameter'],
  [/^(?:Missing required (?:parameter|argument)|you must provide a |field required$)/i, 'missing_required_parameter'],
  [/^Invalid type for /i, 'invalid_type'],
  [/^Invalid value|is not one of \[/i, 'invalid_value'],
  [/^-?\d+ is less than the minimum of /, 'integer_below_min_value'],
  [/^-?\d+ is greater than the maximum of /, 'integer_above_max_value'],
  [/^-?\d*\.\d+ is less than the minimum of /, 'decimal_below_min_value'],
  [/^-?\d*\.\d+ is greater than the maximum of /, 'decimal_above_max_value'],
  [/^Invalid schema for function /i, 'invalid_function_parameters'],
  [/^Invalid schema for response_format /i, 'invalid_json_schema'],
  [/maximum context length|exceeds the context window/i, 'context_length_exceeded'],
  [/^Previous response with id .+ not found/i, 'previous_response_not_found'],
  [/^Response with id .+ not found/i, 'response_not_found'],
  [
    /^Cannot cancel a (?:synchronous|non-background) response|^(?:Responses can )?only .{0,200}\bbackground\b/i,
    'not_a_background_response',
  ],
  [new RegExp(`\\bcan(?:not|'t) (?:be )?cancel(?:l?ed)?\\b.{0,600}\\b${ENDED}\\b`, 'i'), 'response_already_ended'],
  [
    new RegExp(`^(?:(?:The |This )?(?:background )?response\\b.{0,600}?)?\\balready (?:been )?${ENDED}\\b`, 'i'),
    'response_already_ended',
  ],
  [/^This response cannot be streamed/i, 'stream_not_resumable'],
  [/^This response can no longer be streamed/i, 'stream_expired'],
  [/^Item with id .+ not found/i, 'item_not_found'],
  [/^Conversation with id .+ not found/i, 'conversation_not_found'],
  [/^No such File object|^File with id .+ not found/i, 'file_not_found'],
  [/^Vector store .+ not found/i, 'vector_store_not_found'],
  [/^Container (?:with id .+ not found|is expired)/i, 'container_not_found'],
  [/^Invalid URL \(/i, 'unknown_url'],
  [/^No tool output found for /i, 'missing_tool_output'],
  [/^No tool call found for /i, 'missing_tool_call'],
  [/ was provided without its required /i, 'missing_paired_item'],
  [/^(?:The )?model .+ (?:does not exist|has been (?:deprecated|retired|shut down))/i, 'model_not_found'],
  [/organization must be verified/i, 'organization_verification_required'],
  [/^Country, region, or territory not supported/i, 'unsupported_country_region_territory'],
  [/^Missing scopes|insufficient permissions for this operation/i, 'missing_scope'],
  [/^(?:Incorrect API key|Invalid API key|You didn't provide an API key)/i, 'invalid_api_key'],
  [/exceeded your current quota/i, 'insufficient_quota'],
  [/billing hard limit/i, 'billing_hard_limit_reached'],
  [/^Rate limit reached/i, 'rate_limit_exceeded'],
  [/currently overloaded/i, 'service_unavailable'],
  [/^Slow down/i, 'slow_down'],
];

/** The catalogue's code for a message that came without one; undefined where the message is not known. */
export function codeOfMessage(message: string): UpstreamErrorCode | undefined {
  return messageCodes.find(([pattern]) => pattern.test(message))?.[1];
}
