// Floor: the upstream's bytes through `fetch`, untouched.
import { once } from 'node:events';

export const handler = awslambda.streamifyResponse(async (event, stream) => {
  const out = awslambda.HttpResponseStream.from(stream, {
    statusCode: 200,
    headers: { 'content-type': 'text/event-stream' },
  });
  const response = await fetch(`${process.env.OPENAI_API_BASE_URL}/responses`, {
    method: 'POST',
    headers: { authorization: `Bearer ${process.env.OPENAI_API_KEY}`, 'content-type': 'application/json' },
    body: event.body,
  });
  for await (const chunk of response.body) {
    if (!out.write(chunk) && out.writableNeedDrain) await once(out, 'drain');
  }
  out.end();
});
