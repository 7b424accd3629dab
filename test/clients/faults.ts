import { completed, delta, playStream, RESPONSE } from '../built/played.ts';
import { playJson, type UpstreamHandler, upstreamFrame } from '../support/upstream.ts';

/** What a cut answer has told by then. No client may take it for the whole. */
export const TOLD = 'Only half of';

/** Half a stream, and an end as after a whole one. */
const ends: UpstreamHandler = playStream((_request, response) => void response.end(upstreamFrame(delta(1, TOLD))));

/** Half a stream, and the connection is gone. */
const breaks: UpstreamHandler = playStream((_request, response) => {
  response.write(upstreamFrame(delta(1, TOLD)), () => response.destroy());
});

/** Half an event. */
const tears: UpstreamHandler = playStream((_request, response) => {
  response.write(upstreamFrame(delta(1, TOLD)));
  response.write(upstreamFrame(completed(2)).slice(0, 60), () => response.destroy());
});

/** Streams of an upstream that fails in the middle, by what happens. */
export const CUT_STREAMS: readonly (readonly [what: string, handler: UpstreamHandler])[] = [
  ['ends early', ends],
  ['breaks off', breaks],
  ['ends within an event', tears],
];

/** A JSON answer that breaks off in its middle. */
export const cutJson: UpstreamHandler = (_request, response) => {
  const body = JSON.stringify(RESPONSE);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': String(body.length) });
  response.write(body.slice(0, body.length / 2), () => response.destroy());
};

const rateLimitBody = {
  error: { message: 'Rate limit reached.', type: 'requests', param: null, code: 'rate_limit_exceeded' },
};
const serverErrorBody = {
  error: { message: 'The server had an error.', type: 'server_error', param: null, code: null },
};

/** A 429 that passes in a moment. */
export const rateLimited = playJson(rateLimitBody, 429, {
  'retry-after-ms': '10',
  'x-ratelimit-remaining-requests': '0',
});

/** A 500 that passes in a moment. */
export const serverFailed = playJson(serverErrorBody, 500, { 'retry-after-ms': '10' });

/** A 429 that stays one, however long the wait. */
export const withoutMoney: UpstreamHandler = playJson(
  {
    error: {
      message: 'You exceeded your current quota, please check your plan and billing details.',
      type: 'insufficient_quota',
      param: null,
      code: 'insufficient_quota',
    },
  },
  429,
);
