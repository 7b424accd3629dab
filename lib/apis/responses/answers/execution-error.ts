import { stripVTControlCharacters } from 'node:util';
import type { ResponseCodeInterpreterToolCall } from 'openai/resources/responses/responses';
import { pythonTraceback } from './python-traceback.ts';

/** Why a run of code failed, read from what it printed: OpenAI tells no more. */
export interface ExecutionError {
  type: 'error';
  /** `syntax`: never ran; `timeout`: was stopped, or waited in vain; `runtime`: everything else. */
  error_type: 'syntax' | 'runtime' | 'timeout';
  /** `ZeroDivisionError: division by zero`; the last line printed where there is no traceback. */
  message: string;
  /** 1-based line of the code that was run. */
  line?: number;
  /** Python's traceback without terminal colours. */
  traceback?: string;
}

type Status = ResponseCodeInterpreterToolCall['status'];

/** An exception's line without its traceback, or the sandbox's own notice. */
const FAILURE_LINE =
  /^(?:\w+\.)*\w*(?:Error|Exception|Interrupt|Timeout|Expired)\b(?::|$)|timed out|time limit|out of memory/i;

/**
 * The error that ended a run of code, if one did.
 *
 * Code that prints "Error", or a traceback that it caught and lived on from, has not failed. So a call is taken to have
 * failed where its logs end in a traceback, whatever its status, since OpenAI says `completed` of such calls too. Where the
 * status is `failed` or `incomplete`, a traceback anywhere and a last line that reads like an exception count as well, and
 * of a `failed` call the last line whatever it says. A call that printed nothing has nothing to read: its status tells.
 */
export function executionError(logs: string, status: Status): ExecutionError | undefined {
  const stopped = status === 'failed' || status === 'incomplete';
  const plain = stripVTControlCharacters(logs).replaceAll('\r\n', '\n');
  const found = pythonTraceback(plain);
  if (found && (found.endsLogs || stopped)) {
    const { exception, message, line, text } = found;
    return {
      type: 'error',
      error_type: kindOf(exception, message),
      message,
      ...(line !== undefined && { line }),
      traceback: text,
    };
  }
  const lastLine = stopped ? plain.trimEnd().split('\n').at(-1)?.trim() : '';
  if (!lastLine || (status === 'incomplete' && !FAILURE_LINE.test(lastLine))) return undefined;
  return { type: 'error', error_type: kindOf(lastLine.split(':', 1)[0] ?? '', lastLine), message: lastLine };
}

/** Nobody presses Ctrl-C in the sandbox: a KeyboardInterrupt is its time limit. */
function kindOf(exception: string, message: string): ExecutionError['error_type'] {
  if (/^(?:SyntaxError|IndentationError|TabError)$/.test(exception)) return 'syntax';
  if (/Timeout|^KeyboardInterrupt$/.test(exception) || /timed out|time limit/i.test(message)) return 'timeout';
  return 'runtime';
}
