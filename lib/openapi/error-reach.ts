import type { Endpoint } from '../endpoints/table.ts';
import { type ErrorCode, errorCatalogue } from '../errors/catalogue.ts';
import type { ownErrors } from '../errors/own-errors.ts';

/** Which endpoints may answer with a code, by what their rows say. */
type Reach = (endpoint: Endpoint) => boolean;

const everywhere: Reach = () => true;
const callsOpenAI: Reach = ({ access }) => access.openai;
const takesBody: Reach = ({ takes }) => takes !== 'nothing';
const takesAnything: Reach = ({ takes, path }) => takes !== 'nothing' || path.includes('{');
const streams: Reach = ({ answer }) => answer === 'sse';
const starts: Reach = ({ access }) => access.background === 'start';
const usesArchive: Reach = ({ access }) => access.background !== undefined;
const resumes: Reach = ({ access }) => access.background === 'resume';
const listsImages: Reach = ({ access }) => access.images === 'read' && !access.openai;
const needsImages: Reach = (endpoint) => listsImages(endpoint) || endpoint.access.images === 'delete';

/** This service's own failures. OpenAI's reach every endpoint that calls it. */
const reaches: Readonly<Partial<Record<ErrorCode, Reach>>> = {
  background_not_recorded: starts,
  background_outcome_unknown: starts,
  background_store_failed: usesArchive,
  background_store_denied: usesArchive,
  background_store_missing: usesArchive,
  response_lost: resumes,
  response_expired: resumes,
  response_cancelled: resumes,
  webhook_rejected: ({ access }) => access.webhookSecret === true,
  invalid_json: takesBody,
  validation_failed: takesAnything,
  route_not_found: everywhere,
  method_not_allowed: everywhere,
  request_too_large: takesBody,
  unsupported_media_type: takesBody,
  internal_error: everywhere,
  misconfigured: callsOpenAI,
  secret_unavailable: callsOpenAI,
  upstream_unreachable: callsOpenAI,
  upstream_timeout: callsOpenAI,
  upstream_invalid_response: callsOpenAI,
  upstream_protocol_error: callsOpenAI,
  upstream_too_large: callsOpenAI,
  upstream_stream_truncated: streams,
  upstream_connection_lost: callsOpenAI,
  upstream_stalled: callsOpenAI,
  malformed_upstream_event: streams,
  function_timeout: callsOpenAI,
  image_store_failed: needsImages,
  image_store_denied: needsImages,
  image_store_missing: needsImages,
  images_not_kept: listsImages,
  images_not_found: listsImages,
} satisfies Record<keyof typeof ownErrors, Reach>;

/** Every code of the catalogue. */
export const errorCodes = Object.keys(errorCatalogue) as readonly ErrorCode[];

/** Whether an endpoint may answer with a code. */
export function mayAnswer(endpoint: Endpoint, code: ErrorCode): boolean {
  return (reaches[code] ?? callsOpenAI)(endpoint);
}
