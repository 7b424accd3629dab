// The upstream of the benches, in a process of its own so that its CPU is not the function's. Plays what the request's
// `metadata` asks for: `events`, `padding` (characters a delta), `pace` (ms between events, each stamped with its time).
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { deltaEvent, firstEvent, imageAnswer, lastEvent } from './stream-events.ts';

const BATCH_CHARACTERS = 16_384;

async function write(response: ServerResponse, bytes: string): Promise<void> {
  if (response.write(bytes)) return;
  await new Promise<void>((resolve) => {
    const settle = () => {
      response.off('drain', settle).off('close', settle);
      resolve();
    };
    response.on('drain', settle).on('close', settle);
  });
}

async function play(response: ServerResponse, metadata: Readonly<Record<string, string>>): Promise<void> {
  const [events, padding, pace] = [
    Number(metadata.events ?? 100),
    Number(metadata.padding ?? 0),
    Number(metadata.pace ?? 0),
  ];
  let batch = firstEvent();
  for (let sequence = 1; sequence <= events && !response.destroyed; sequence += 1) {
    if (pace > 0) {
      await write(response, batch);
      await sleep(pace);
      batch = deltaEvent(sequence).replace('"obfuscation":"', `"obfuscation":"t${process.hrtime.bigint()}t`);
    } else {
      batch += deltaEvent(sequence, padding);
      if (batch.length < BATCH_CHARACTERS) continue;
      await write(response, batch);
      batch = '';
    }
  }
  response.end(batch + lastEvent(events + 1));
}

const message = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hi', annotations: [] }] };
const usage = { input_tokens: 1, output_tokens: 1, total_tokens: 2 };

/** Answers that are not streamed, by the end of the path: their content types and bodies. */
const whole: Readonly<Record<string, readonly [type: string, body: string]>> = {
  speech: ['audio/mpeg', 'ID3'],
  transcriptions: ['application/json', JSON.stringify({ text: 'Hi', usage: { type: 'duration', seconds: 1 } })],
  generations: ['application/json', JSON.stringify({ created: 1, data: [{ b64_json: 'AAAA' }], usage })],
  responses: [
    'application/json',
    JSON.stringify({ id: 'resp_1', object: 'response', status: 'completed', output: [message], usage }),
  ],
};

const server = createServer(async (request, response) => {
  const sent = await text(request);
  const answer = sent.includes('"metadata"') ? undefined : whole[request.url?.split('/').at(-1) ?? ''];
  if (answer) {
    response.writeHead(200, { 'content-type': answer[0] }).end(answer[1]);
    return;
  }
  const { metadata = {}, stream } = JSON.parse(sent) as {
    metadata?: Record<string, string>;
    stream?: boolean;
  };
  if (metadata.image !== undefined) {
    const body = imageAnswer(Number(metadata.image), stream === true);
    response.writeHead(200, {
      'content-type': stream ? 'text/event-stream' : 'application/json',
      'content-length': Buffer.byteLength(body),
    });
    response.end(body);
    return;
  }
  if (request.url?.endsWith('/input_tokens')) {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end('{"object":"response.input_tokens","input_tokens":11}');
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'x-request-id': 'req_bench' });
  response.socket?.setNoDelay(true);
  await play(response, metadata);
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as AddressInfo).port}\n`));
process.once('disconnect', () => process.exit());
