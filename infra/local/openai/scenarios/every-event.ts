import type { DraftEvent, Due, Ending } from '../events.ts';
import type { Play, PlayContext } from '../play.ts';
import { audio } from './audio.ts';
import { compaction } from './compaction.ts';
import { imageSmall } from './image.ts';
import { openReasoning, reasoning } from './reasoning.ts';
import { FAILED, refuse } from './text.ts';
import { codeInterpreter } from './tools-code.ts';
import { customTool, functionCall } from './tools-function.ts';
import { mcp, mcpFailed } from './tools-mcp.ts';
import { fileSearch, webSearch } from './tools-search.ts';
import { shell } from './tools-shell.ts';

const PARTS: readonly Play[] = [
  reasoning,
  openReasoning,
  functionCall,
  customTool,
  codeInterpreter,
  fileSearch,
  webSearch,
  mcp,
  mcpFailed,
  shell,
  imageSmall,
  audio,
  refuse,
  compaction,
];

/**
 * Every event type of the SDK in one stream. Only here do terminal events follow each other: `error` and its
 * `response.failed` first, so that a reader that rightly stops there has missed two types and no more.
 */
export function* everyEvent(context: PlayContext): Generator<Due<DraftEvent>, Ending> {
  if (!context.request.background) {
    yield { type: 'response.queued', response: context.snapshot({ status: 'queued' }) };
  }
  for (const part of PARTS) yield* part(context);
  yield { type: 'error', code: FAILED.error.code, message: FAILED.error.message, param: null };
  yield { type: 'response.failed', response: context.snapshot(FAILED) };
  const incomplete = context.snapshot({ status: 'incomplete', reason: 'content_filter' });
  yield { type: 'response.incomplete', response: incomplete };
  return { status: 'completed' };
}
