import type { ChatCompletionRole } from 'openai/resources/chat/completions/completions';
import { type Fields, fieldsOf, isRowOf } from '../../../../lib/json/fields.ts';
import { type Failure, invalid } from '../failures.ts';
import { isArrayOfObjects, missing, wrongType } from '../validate-request.ts';

/** Every role; the compiler keeps it complete. */
const ROLES: Readonly<Record<ChatCompletionRole, true>> = {
  system: true,
  assistant: true,
  user: true,
  function: true,
  tool: true,
  developer: true,
};

/** Refuses messages that OpenAI would: each has a role, and each call of a tool its answer. Throws a Failure. */
export function checkMessages(messages: unknown): void {
  if (messages === undefined) throw missing('messages');
  if (!isArrayOfObjects(messages)) throw wrongType('messages', 'an array of objects');
  if (messages.length === 0) throw emptyMessages();
  let unanswered = new Set<unknown>();
  for (const [index, message] of messages.map(fieldsOf).entries()) {
    checkRole(message, index);
    if (message.role === 'tool') {
      if (!unanswered.delete(message.tool_call_id)) throw answerWithoutCall(index);
      continue;
    }
    if (unanswered.size > 0) throw callWithoutAnswer(unanswered, index);
    unanswered = new Set(callIds(message));
  }
  if (unanswered.size > 0) throw callWithoutAnswer(unanswered, messages.length);
}

function checkRole({ role, content }: Fields, index: number): void {
  if (role === undefined) throw missing(`messages[${index}].role`);
  if (typeof role !== 'string' || !isRowOf(ROLES, role)) {
    const known = Object.keys(ROLES).map((name) => `'${name}'`);
    const message = `Invalid value: '${role}'. Supported values are: ${known.join(', ')}.`;
    throw invalid(message, `messages[${index}].role`, 'invalid_value');
  }
  if (typeof content === 'string' || isArrayOfObjects(content)) return;
  if (content !== undefined && content !== null) {
    throw wrongType(`messages[${index}].content`, 'one of a string or an array of objects');
  }
  // What the assistant says may be a call alone.
  if (role !== 'assistant' && role !== 'function') throw missing(`messages[${index}].content`);
}

const callIds = ({ tool_calls: calls }: Fields): unknown[] =>
  Array.isArray(calls) ? calls.map((call) => fieldsOf(call).id) : [];

const emptyMessages = (): Failure =>
  invalid(
    "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array instead.",
    'messages',
    'empty_array',
  );

const answerWithoutCall = (index: number): Failure =>
  invalid(
    "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with 'tool_calls'.",
    `messages.[${index}].role`,
    null,
  );

const callWithoutAnswer = (ids: ReadonlySet<unknown>, index: number): Failure =>
  invalid(
    "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. " +
      `The following tool_call_ids did not have response messages: ${[...ids].join(', ')}`,
    `messages.[${index}].role`,
    null,
  );
