import type { JsonAnswer } from '../../context/answer.ts';

/** `health`: the function answers. Says nothing of OpenAI, so that a monitor costs nothing. */
export function reportHealth(): JsonAnswer {
  return {
    statusCode: 200,
    headers: { 'cache-control': 'no-store' },
    body: { status: 'ok', runtime: process.version },
  };
}
