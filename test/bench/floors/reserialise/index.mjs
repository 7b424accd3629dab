// Floor: `fetch`, and each event parsed and written again, tightly: no validation, no state, one write per chunk.
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
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of response.body) {
    rest += decoder.decode(chunk, { stream: true });
    let text = '';
    let start = 0;
    for (let end = rest.indexOf('\n\n'); end >= 0; end = rest.indexOf('\n\n', start)) {
      const data = rest.slice(rest.indexOf('data: ', start) + 6, end);
      const { type, sequence_number: sequence, ...fields } = JSON.parse(data);
      text += `id: ${sequence}\nevent: ${type}\ndata: ${JSON.stringify({ ...fields, sequence })}\n\n`;
      start = end + 2;
    }
    rest = rest.slice(start);
    if (text !== '' && !out.write(text) && out.writableNeedDrain) await once(out, 'drain');
  }
  out.end();
});
