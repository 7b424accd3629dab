/** A Python traceback found in logs. */
interface PythonTraceback {
  /** Class of the exception, without its module: `ZeroDivisionError`. */
  readonly exception: string;
  /** `ZeroDivisionError: division by zero`, with the lines of a longer message. */
  readonly message: string;
  /** 1-based, in the code that was run; absent where the traceback does not tell. */
  readonly line?: number;
  /** From its first line to the end of the message. */
  readonly text: string;
  /** Nothing was printed after it. */
  readonly endsLogs: boolean;
}

/** Python's own form, and IPython's after the name of the exception. */
const HEADER = 'Traceback (most recent call last)';
/** Where a frame was; code that merely prints the header has none below it. */
const PLACE = /^[ \t]*(?:File |(?:Cell|Input) In ?\[|<ipython-input)|^-+> \d/m;
/** The exception's line, at column 0, and the indented or empty lines that go on with its message. */
const EXCEPTION = /^(?:\w+\.)*([A-Za-z_]\w*)(?:: ?.*)?$(?:\n(?:[ \t].*)?$)*/m;
/** A cell or script that does not compile is told without a header: place, source line, caret, exception. */
const COMPILE_ERROR =
  /^[ \t]*(?:File "[^"\n]*", line \d+|(?:Cell|Input) In ?\[\d+\]).*\n(?:.*\n){0,4}?(SyntaxError|IndentationError|TabError)(?:: .*)?$/gm;

/**
 * The last traceback in what code printed, plain or in IPython's form.
 * Of a chain ("During handling of the above exception…") it is the last link, the one that ended the run.
 *
 * @param plain Logs without terminal colours, lines ending in `\n`.
 */
export function pythonTraceback(plain: string): PythonTraceback | undefined {
  const [withHeader, compile] = [headedBlock(plain), compileErrorBlock(plain)];
  const block = compile && compile.end > (withHeader?.end ?? -1) ? compile : withHeader;
  if (!block) return undefined;
  const text = plain.slice(block.start, block.end).trimEnd();
  const line = lineOf(text);
  return {
    exception: block.exception,
    message: plain.slice(block.messageStart, block.end).trimEnd().replace(/:$/, ''),
    ...(line !== undefined && { line }),
    text,
    endsLogs: plain.slice(block.end).trim() === '',
  };
}

interface Block {
  readonly exception: string;
  readonly start: number;
  readonly messageStart: number;
  readonly end: number;
}

function headedBlock(plain: string): Block | undefined {
  const header = plain.lastIndexOf(HEADER);
  if (header < 0) return undefined;
  const bodyStart = header + HEADER.length;
  const body = plain.slice(bodyStart);
  const match = EXCEPTION.exec(body);
  if (!match?.[1] || !PLACE.test(body.slice(0, match.index))) return undefined;
  const messageStart = bodyStart + match.index;
  const start = plain.lastIndexOf('\n', header) + 1;
  return { exception: match[1], start, messageStart, end: messageStart + match[0].length };
}

function compileErrorBlock(plain: string): Block | undefined {
  const match = [...plain.matchAll(COMPILE_ERROR)].at(-1);
  if (!match?.[1]) return undefined;
  const end = match.index + match[0].length;
  return { exception: match[1], start: match.index, messageStart: plain.lastIndexOf('\n', end - 1) + 1, end };
}

/** Frames in the code that was run, as Python and IPython name it; the others are in libraries that it called. */
const OWN_FRAME =
  /^[ \t]*(?:File "(?:<(?:stdin|string|cell|ipython-input)|[^"\n]*ipykernel)[^"\n]*"|(?:Cell|Input) In ?\[\d+\]).*?\bline:? (\d+)/gm;
/** Any frame: `File "a.py", line 3`, `File ~/a.py:3, in f()`, and the arrow at the line in IPython before version 8. */
const ANY_FRAME = /^[ \t]*File (?:"[^"\n]*", line (\d+)|[^"\n]+?:(\d+)(?:, in |$))|^-+> (\d+)/gm;

/** The last frame of the code that was run, else the last frame of all. */
function lineOf(text: string): number | undefined {
  const frame = [...text.matchAll(OWN_FRAME)].at(-1) ?? [...text.matchAll(ANY_FRAME)].at(-1);
  const digits = frame?.slice(1).find((group) => group !== undefined);
  return digits === undefined ? undefined : Number(digits);
}
