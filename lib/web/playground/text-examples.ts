/** A prompt to begin with, and what else the form says for it. */
export interface Example {
  readonly label: string;
  readonly prompt: string;
  readonly effort?: string;
  readonly tools?: readonly string[];
  /** For the stand-in; to OpenAI it is a note of the caller's. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** Each shows another part of the page. */
export const TEXT_EXAMPLES: readonly Example[] = [
  { label: 'Think first', prompt: 'Why does the tide turn twice a day?', effort: 'medium' },
  { label: 'Run code', prompt: 'Plot the squares of 0 to 5.', tools: ['code_interpreter'] },
  { label: 'Search the web', prompt: 'When does the tide turn today?', tools: ['web_search'] },
  { label: 'Call a function', prompt: 'What is the weather in Lisbon?', tools: ['function'] },
  {
    label: 'A long one, to cut',
    prompt: 'Tell a long story about the tide.',
    metadata: { scenario: 'long-text', deltas: '400' },
  },
];
