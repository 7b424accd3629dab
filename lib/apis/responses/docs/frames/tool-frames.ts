import * as z from 'zod';

import type { toolEvents } from '../../events/tool-events.ts';
import { commandIndex, item, obfuscation, outputIndex, text } from './frame-fields.ts';
import type { FrameTable } from './frame-table.ts';

const command = { output_index: outputIndex, command_index: commandIndex } as const;

/** Calls of functions, custom tools and OpenAI's own tools. */
export const toolFrames = {
  'response.function_call_arguments.delta': {
    description: 'A piece of the arguments of a function call.',
    fields: { ...item, delta: text('The piece, of JSON.'), obfuscation },
  },
  'response.function_call_arguments.done': {
    description: 'The arguments of a function call are finished.',
    fields: { ...item, name: text('The function.').optional(), arguments: text('All of them, as JSON.') },
  },
  'response.custom_tool_call_input.delta': {
    description: 'A piece of the input of a custom tool.',
    fields: { ...item, delta: text('The piece.'), obfuscation },
  },
  'response.custom_tool_call_input.done': {
    description: 'The input of a custom tool is finished.',
    fields: { ...item, input: text('All of it.') },
  },
  'response.code_interpreter_call.in_progress': { description: 'The code interpreter begins.', fields: item },
  'response.code_interpreter_call_code.delta': {
    description: 'A piece of the code to run.',
    fields: { ...item, delta: text('The piece.'), obfuscation },
  },
  'response.code_interpreter_call_code.done': {
    description: 'The code to run is finished.',
    fields: { ...item, code: text('All of it.') },
  },
  'response.code_interpreter_call.interpreting': { description: 'The code runs.', fields: item },
  'response.code_interpreter_call.completed': {
    description: 'The code has run.',
    fields: {
      ...item,
      code: z.string().nullish().meta({ description: 'The code; null where OpenAI did not show it.' }),
      duration_ms: z.int().optional().meta({ description: 'Milliseconds from the beginning of the item.' }),
    },
  },
  'response.file_search_call.in_progress': { description: 'A file search begins.', fields: item },
  'response.file_search_call.searching': { description: 'Files are being searched.', fields: item },
  'response.file_search_call.completed': { description: 'A file search has ended.', fields: item },
  'response.web_search_call.in_progress': { description: 'A web search begins.', fields: item },
  'response.web_search_call.searching': { description: 'The web is being searched.', fields: item },
  'response.web_search_call.completed': { description: 'A web search has ended.', fields: item },
  'response.shell_call_command.added': {
    description: 'A shell command begins.',
    fields: { ...command, command: text('The command as it begins.') },
  },
  'response.shell_call_command.delta': {
    description: 'A piece of a shell command.',
    fields: { ...command, delta: text('The piece.'), obfuscation },
  },
  'response.shell_call_command.done': {
    description: 'A shell command is finished.',
    fields: { ...command, command: text('The command.') },
  },
  'response.shell_call_output_content.delta': {
    description: 'A piece of what a shell command has printed.',
    fields: {
      ...item,
      command_index: commandIndex,
      delta: z.looseObject({ stdout: z.string().optional(), stderr: z.string().optional() }),
    },
  },
  'response.shell_call_output_content.done': {
    description: 'What a shell command has printed, and how it ended.',
    fields: { ...item, command_index: commandIndex, output: z.array(z.looseObject({})) },
  },
} as const satisfies FrameTable<keyof typeof toolEvents, 'obfuscation' | 'name' | 'code' | 'duration_ms'>;
