import type { ResponseOutputItem } from 'openai/resources/responses/responses';
import { isRowOf } from '../../../json/fields.ts';
import { codeInterpreterOutput } from './code-interpreter-output.ts';
import { objectsIn } from './output-items.ts';
import type {
  CodeInterpreterCall,
  FileSearchCall,
  ImageGenerationCall,
  OutputItem,
  OutputItemType,
  ToolCall,
  ToolCallOf,
  ToolCallType,
  WithCallId,
} from './tool-call.ts';

type Output = readonly ResponseOutputItem[];
type Mapper<Item, Call> = (item: Item, output: Output) => Call;

/** What becomes of every output item that the SDK knows; null is no call. An SDK with a new type breaks the build here. */
const mappers = {
  function_call: asItIs,
  custom_tool_call: asItIs,
  code_interpreter_call: codeInterpreterCall,
  file_search_call: fileSearchCall,
  web_search_call: asItIs,
  computer_call: asItIs,
  image_generation_call: imageGenerationCall,
  mcp_call: asItIs,
  mcp_approval_request: asItIs,
  shell_call: asItIs,
  local_shell_call: asItIs,
  apply_patch_call: asItIs,
  tool_search_call: asItIs,
  program: asItIs,
  message: null,
  reasoning: null,
  compaction: null,
  additional_tools: null,
  mcp_list_tools: null,
  mcp_approval_response: null,
  function_call_output: null,
  custom_tool_call_output: null,
  computer_call_output: null,
  shell_call_output: null,
  local_shell_call_output: null,
  apply_patch_call_output: null,
  tool_search_output: null,
  program_output: null,
} satisfies {
  [Type in OutputItemType]: Type extends ToolCallType ? Mapper<OutputItem<Type>, ToolCallOf<Type>> : null;
};

/** Every tool call of a response's output, once and in order; `[]` where there is none. */
export function toolCalls(output: Output): ToolCall[] {
  return output.flatMap((item) => {
    const mapper = mapperOf(item.type);
    return mapper ? [mapper(item, output)] : [];
  });
}

/** The compiler cannot see that a row fits its own key's item, hence the cast. Call types it does not know pass as they are. */
function mapperOf(type: string): Mapper<ResponseOutputItem, ToolCall> | null {
  const mapper = isRowOf(mappers, type) ? mappers[type] : type.endsWith('_call') && asItIs;
  return (mapper || null) as Mapper<ResponseOutputItem, ToolCall> | null;
}

interface Identified {
  type: string;
  id?: string;
  call_id?: string | null;
}

/** OpenAI's own fields after `type` and `call_id`. */
function asItIs<Item extends Identified>(item: Item): WithCallId<Item> {
  const { type, call_id, ...fields } = item;
  return { type, call_id: call_id ?? item.id ?? '', ...fields } as WithCallId<Item>;
}

function codeInterpreterCall(item: OutputItem<'code_interpreter_call'>, output: Output): CodeInterpreterCall {
  const { outputs, ...fields } = item;
  return { ...asItIs(fields), output: codeInterpreterOutput(item, output) };
}

type Result = NonNullable<OutputItem<'file_search_call'>['results']>[number];

function fileSearchCall(item: OutputItem<'file_search_call'>): FileSearchCall {
  const results = objectsIn<Result>(item.results).map(({ text, ...fields }) => ({
    ...fields,
    ...(text !== undefined && { content: text }),
  }));
  return { ...asItIs(item), results };
}

function imageGenerationCall(item: OutputItem<'image_generation_call'>): ImageGenerationCall {
  const { result, ...fields } = item;
  return asItIs(fields);
}
