import type {
  ResponseApplyPatchToolCall,
  ResponseFunctionShellToolCall,
  ResponseFunctionShellToolCallOutput,
} from 'openai/resources/responses/responses';
import type { DraftEvent, Ending } from '../events.ts';
import type { PlayContext } from '../play.ts';
import { message, splitIntoDeltas } from './message.ts';

const COMMANDS = ["echo 'hello from the stand-in'", 'ls /mnt/data | wc -l'];
const OUTPUTS = ['hello from the stand-in\n', '3\n'];
const DIFF = '+# Tides\n+\n+- high water\n+- low water\n';

/** Runs two commands in a container and reports what they printed. */
export function* shell(context: PlayContext): Generator<DraftEvent, Ending> {
  const call_id = context.identify('call', 24);
  yield* commands(context, call_id);
  yield* output(context, call_id);
  yield* message(context, 'Both commands ran; there are three files.');
  return { status: 'completed' };
}

function* commands(context: PlayContext, call_id: string): Generator<DraftEvent, void> {
  const output_index = context.nextOutputIndex();
  const item: ResponseFunctionShellToolCall = {
    id: context.identify('sh'),
    type: 'shell_call',
    status: 'in_progress',
    action: { commands: [], max_output_length: null, timeout_ms: null },
    call_id,
    environment: { type: 'container_reference', container_id: context.identify('cntr') },
  };
  yield { type: 'response.output_item.added', output_index, item };
  for (const [command_index, command] of COMMANDS.entries()) {
    const place = { output_index, command_index };
    yield { type: 'response.shell_call_command.added', ...place, command: '' };
    for (const delta of splitIntoDeltas(command)) yield { type: 'response.shell_call_command.delta', ...place, delta };
    yield { type: 'response.shell_call_command.done', ...place, command };
  }
  const action = { ...item.action, commands: COMMANDS };
  yield { type: 'response.output_item.done', output_index, item: { ...item, status: 'completed', action } };
}

function* output(context: PlayContext, call_id: string): Generator<DraftEvent, void> {
  const place = { item_id: context.identify('sho'), output_index: context.nextOutputIndex() };
  const { output_index } = place;
  const item: ResponseFunctionShellToolCallOutput = {
    id: place.item_id,
    type: 'shell_call_output',
    status: 'in_progress',
    call_id,
    max_output_length: null,
    output: [],
  };
  yield { type: 'response.output_item.added', output_index, item };
  const results = OUTPUTS.map((stdout) => ({ outcome: { type: 'exit' as const, exit_code: 0 }, stderr: '', stdout }));
  for (const [command_index, result] of results.entries()) {
    const delta = { stdout: result.stdout };
    yield { type: 'response.shell_call_output_content.delta', ...place, command_index, delta };
    yield { type: 'response.shell_call_output_content.done', ...place, command_index, output: [result] };
  }
  yield { type: 'response.output_item.done', output_index, item: { ...item, status: 'completed', output: results } };
}

/** Creates a file by a diff, whose events no published type lists. */
export function* applyPatch(context: PlayContext): Generator<DraftEvent, Ending> {
  const place = { item_id: context.identify('apc'), output_index: context.nextOutputIndex() };
  const { output_index } = place;
  const item: ResponseApplyPatchToolCall = {
    id: place.item_id,
    type: 'apply_patch_call',
    status: 'in_progress',
    call_id: context.identify('call', 24),
    operation: { type: 'create_file', diff: '', path: 'tides.md' },
  };
  yield { type: 'response.output_item.added', output_index, item };
  for (const delta of splitIntoDeltas(DIFF)) {
    yield { type: 'response.apply_patch_call_operation_diff.delta', ...place, delta };
  }
  yield { type: 'response.apply_patch_call_operation_diff.done', ...place, diff: DIFF };
  const operation = { type: 'create_file', diff: DIFF, path: 'tides.md' } as const;
  yield { type: 'response.output_item.done', output_index, item: { ...item, status: 'completed', operation } };
  return { status: 'completed' };
}
