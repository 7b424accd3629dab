import { embed } from '../embeddings/embed.ts';
import { readEmbeddingRequest } from '../embeddings/read-embedding-request.ts';
import { type Exchange, readText, sendJson } from '../exchange.ts';
import { tokensOf } from '../usage.ts';

/** POST /v1/embeddings: a unit vector for each input, as numbers or as the base64 of little-endian float32. */
export async function createEmbeddings({ request, response }: Exchange): Promise<void> {
  const { model, inputs, dimensions, encoding } = readEmbeddingRequest(await readText(request));
  const data = inputs.map((input, index) => {
    const vector = embed(input, model, dimensions);
    return { object: 'embedding', index, embedding: encoding === 'base64' ? toBase64(vector) : [...vector] };
  });
  const counts = inputs.map((input) => (typeof input === 'string' ? tokensOf(input.length) : input.length));
  const tokens = counts.reduce((sum, count) => sum + count, 0);
  sendJson(response, 200, {
    object: 'list',
    data,
    model,
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  });
}

function toBase64(vector: Float32Array): string {
  const bytes = Buffer.alloc(vector.length * Float32Array.BYTES_PER_ELEMENT);
  for (const [index, value] of vector.entries()) bytes.writeFloatLE(value, index * Float32Array.BYTES_PER_ELEMENT);
  return bytes.toString('base64');
}
