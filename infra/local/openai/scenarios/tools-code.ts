import type { ResponseCodeInterpreterToolCall, ResponseOutputText } from 'openai/resources/responses/responses';
import type { DraftEvent, Ending } from '../events.ts';
import type { PlayContext } from '../play.ts';
import { drawPng } from '../png.ts';
import { toolOf } from '../request.ts';
import { message, splitIntoDeltas } from './message.ts';

type Outputs = NonNullable<ResponseCodeInterpreterToolCall['outputs']>;

const PLOTTING = [
  'import matplotlib.pyplot as plt',
  '',
  'squares = [n ** 2 for n in range(6)]',
  'print(squares)',
  'plt.plot(squares)',
  "plt.savefig('/mnt/data/squares.png')",
].join('\n');

const TRACEBACK = [
  'Traceback (most recent call last):',
  '  File "/mnt/data/run.py", line 2, in <module>',
  '    print(1 / zero)',
  'ZeroDivisionError: division by zero',
].join('\n');

/** The interpreter prints, draws, and leaves a file that the answer cites. Outputs come whether included or not. */
export function* codeInterpreter(context: PlayContext): Generator<DraftEvent, Ending> {
  const container_id = containerOf(context);
  const url = `data:image/png;base64,${drawPng(24, 16, 6).toString('base64')}`;
  const logs = '[0, 1, 4, 9, 16, 25]\n';
  yield* codeCall(context, container_id, PLOTTING, 'completed', [
    { type: 'logs', logs },
    { type: 'image', url },
  ]);
  const link = '[squares.png](sandbox:/mnt/data/squares.png)';
  const text = `The squares of 0 to 5 add up to 55. Here is the curve: ${link}`;
  const start_index = text.indexOf(link);
  const citation: ResponseOutputText.ContainerFileCitation = {
    type: 'container_file_citation',
    container_id,
    start_index,
    end_index: start_index + link.length,
    file_id: context.identify('cfile', 32),
    filename: 'squares.png',
  };
  yield* message(context, text, { annotations: [citation] });
  return { status: 'completed' };
}

/** The code fails and its traceback is all there is. */
export function* codeInterpreterError(context: PlayContext): Generator<DraftEvent, Ending> {
  const code = 'zero = 0\nprint(1 / zero)';
  yield* codeCall(context, containerOf(context), code, 'failed', [{ type: 'logs', logs: TRACEBACK }]);
  yield* message(context, 'The code divides by zero; nothing came of it.');
  return { status: 'completed' };
}

function* codeCall(
  context: PlayContext,
  container_id: string,
  code: string,
  status: 'completed' | 'failed',
  outputs: Outputs,
): Generator<DraftEvent, void> {
  const place = { item_id: context.identify('ci'), output_index: context.nextOutputIndex() };
  const { output_index } = place;
  const item: ResponseCodeInterpreterToolCall = {
    id: place.item_id,
    type: 'code_interpreter_call',
    status: 'in_progress',
    code: '',
    container_id,
    outputs: [],
  };
  yield { type: 'response.output_item.added', output_index, item };
  yield { type: 'response.code_interpreter_call.in_progress', ...place };
  for (const delta of splitIntoDeltas(code)) {
    yield { type: 'response.code_interpreter_call_code.delta', ...place, delta };
  }
  yield { type: 'response.code_interpreter_call_code.done', ...place, code };
  yield { type: 'response.code_interpreter_call.interpreting', ...place };
  yield { type: 'response.code_interpreter_call.completed', ...place };
  yield { type: 'response.output_item.done', output_index, item: { ...item, status, code, outputs } };
}

/** The container that the request names, or a new one. */
function containerOf(context: PlayContext): string {
  const container = toolOf(context.request, 'code_interpreter')?.container;
  return typeof container === 'string' ? container : context.identify('cntr');
}
