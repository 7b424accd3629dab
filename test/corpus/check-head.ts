import type { EndpointName } from '../../lib/endpoints/table.ts';
import { requestIdOf } from './check-exchange.ts';
import type { Expectations } from './difference.ts';
import { isFields } from './fields.ts';
import type { Recording } from './recordings.ts';
import type { ReplayedRequest } from './request-for.ts';
import type { Door, Reply } from './send-through.ts';

/** What of an answer's head is an endpoint's own. */
interface HeadRow {
  /** A background response is accepted (202), and its place named. */
  readonly accepts?: true;
  /** Says whether OpenAI or the archive answered. */
  readonly sourced?: true;
  /** Answers of its own making, whatever OpenAI's was. */
  readonly own?: true;
}

const rows: Partial<Record<EndpointName, HeadRow>> = {
  'create-text': { accepts: true },
  'create-image': { accepts: true },
  'retrieve-response': { sourced: true },
  'cancel-response': { sourced: true },
  'resume-stream': { sourced: true },
  'delete-response': { own: true },
};

/** Checks the status and the headers of an answer to a replayed recording. */
export function checkHead(
  recording: Recording,
  { request, door }: { readonly request: ReplayedRequest; readonly door: Door },
  { statusCode, headers }: Pick<Reply, 'statusCode' | 'headers'>,
  expect: Expectations,
): void {
  const succeeds = recording.kind !== 'error';
  const { accepts, sourced, own } = (succeeds && rows[request.endpoint]) || {};
  const background = succeeds && request.body?.background === true;
  const accepted = Boolean(accepts) && background;
  const recorded = recording.kind === 'stream' ? 200 : recording.status;
  expect.equal('status', accepted ? 202 : recorded, statusCode);
  expect.equal('location', accepted ? `/api/responses/${responseIdOf(recording)}` : undefined, headers.location);
  expect.equal('x-response-source', sourced && 'openai', headers['x-response-source']);
  if (!own) expect.equal('x-openai-request-id', requestIdOf(recording), headers['x-openai-request-id']);
  const warned = /STORAGE_BUCKET/.test(headers['x-request-warnings'] ?? '');
  expect.equal('x-request-warnings of a missing bucket', background && !door.readStored, warned);
  const form = recording.kind === 'stream' ? /^text\/event-stream/ : /^application\/json/;
  expect.holds('content-type', form.test(headers['content-type'] ?? ''), String(form), headers['content-type']);
}

function responseIdOf(recording: Recording): unknown {
  return recording.kind !== 'stream' && isFields(recording.body) ? recording.body.id : undefined;
}
