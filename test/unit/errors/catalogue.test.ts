import { describe, expect, it } from 'vitest';
import { errorCatalogue, upstreamErrors } from '../../../lib/errors/catalogue.ts';
import type { ErrorRow } from '../../../lib/errors/error-row.ts';
import { ownErrors } from '../../../lib/errors/own-errors.ts';

const rows: readonly (readonly [string, ErrorRow])[] = Object.entries(errorCatalogue);

/** Codes that callers and the documentation name; losing one is a change of the contract. */
const promised = [
  ...['invalid_json', 'validation_failed', 'route_not_found', 'method_not_allowed', 'request_too_large'],
  ...['unsupported_media_type', 'internal_error', 'misconfigured'],
  ...['upstream_unreachable', 'upstream_timeout', 'upstream_invalid_response', 'upstream_stream_truncated'],
  ...['upstream_connection_lost', 'upstream_stalled', 'malformed_upstream_event', 'function_timeout'],
  ...['invalid_image', 'invalid_image_format', 'invalid_base64_image', 'invalid_image_url', 'image_too_large'],
  ...['image_too_small', 'image_parse_error', 'image_content_policy_violation', 'invalid_image_mode'],
  ...['image_file_too_large', 'unsupported_image_media_type', 'empty_image_file', 'failed_to_download_image'],
  ...['image_file_not_found', 'vector_store_timeout', 'server_error', 'rate_limit_exceeded', 'invalid_prompt'],
  ...['data_residency_mismatch', 'bio_policy', 'misalignment_policy_violation'],
  ...['invalid_api_key', 'insufficient_quota', 'model_not_found', 'context_length_exceeded', 'unsupported_parameter'],
  ...['unsupported_value', 'unknown_parameter', 'missing_required_parameter', 'invalid_type'],
  ...['integer_below_min_value', 'integer_above_max_value', 'decimal_below_min_value', 'decimal_above_max_value'],
  ...['invalid_json_schema', 'invalid_function_parameters', 'previous_response_not_found', 'unsupported_file'],
  ...['content_policy_violation', 'moderation_blocked', 'billing_hard_limit_reached'],
];

describe('the error catalogue', () => {
  it.each(promised)('knows %s', (code) => {
    expect(errorCatalogue).toHaveProperty(code);
  });

  it.each(rows)('gives %s an error status, a message and a hint that says what to do', (code, row) => {
    expect(code).toMatch(/^[a-z]+(_[a-z0-9]+)*$/);
    expect(row.statusCode).toBeGreaterThanOrEqual(400);
    expect(row.statusCode).toBeLessThan(600);
    expect(row.message).toMatch(/^[A-Z].{10,}\.$/);
    expect(row.hint).toMatch(/^[A-Z`].{30,}[.]$/);
    expect(row.hint).not.toMatch(/try again later/i);
  });

  it.each(['message', 'hint'] as const)('has no two rows with the same %s', (field) => {
    const texts = rows.map(([, row]) => row[field]);
    expect(texts.filter((text, index) => texts.indexOf(text) !== index)).toEqual([]);
  });

  it('has no code twice in its groups', () => {
    expect(Object.keys(ownErrors).filter((code) => Object.hasOwn(upstreamErrors, code))).toEqual([]);
  });
});
