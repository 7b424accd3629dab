import { type Fields, fieldsOf } from '../../json/fields.ts';
import { begun, entriesOf, type ItemPlace, type ItemRow, type PlayedEvent } from './played-event.ts';

/** Commands for a shell, and what they printed. */
export const shellItems = {
  shell_call: {
    begins: (item) => begun(item, { action: { ...fieldsOf(item.action), commands: [] } }),
    events: commandEvents,
  },
  shell_call_output: {
    // OpenAI sends its status as it will be.
    begins: (item) => ({ ...item, output: [] }),
    events: outputEvents,
  },
  local_shell_call: {
    begins: (item) => begun(item, { action: { ...fieldsOf(item.action), command: [] } }),
    events: () => [],
  },
} as const satisfies Readonly<Record<string, ItemRow>>;

/** OpenAI's command events name no item (openai 7.57, `ResponseShellCallCommandAddedEvent`). */
function* commandEvents({ action }: Fields, { output_index }: ItemPlace): Generator<PlayedEvent> {
  const { commands } = fieldsOf(action);
  const list: readonly unknown[] = Array.isArray(commands) ? commands : [];
  for (const [command_index, command] of list.entries()) {
    if (typeof command !== 'string') continue;
    const place = { command_index, output_index };
    yield { type: 'response.shell_call_command.added', ...place, command: '' };
    if (command !== '') yield { type: 'response.shell_call_command.delta', ...place, delta: command };
    yield { type: 'response.shell_call_command.done', ...place, command };
  }
}

function* outputEvents({ output }: Fields, place: ItemPlace): Generator<PlayedEvent> {
  for (const [command_index, printed] of entriesOf(output)) {
    const { stdout, stderr } = printed;
    const said = Object.entries({ stdout, stderr }).filter(([, text]) => typeof text === 'string' && text !== '');
    const at = { ...place, command_index };
    if (said.length > 0) {
      yield { type: 'response.shell_call_output_content.delta', ...at, delta: Object.fromEntries(said) };
    }
    yield { type: 'response.shell_call_output_content.done', ...at, output: [printed] };
  }
}
