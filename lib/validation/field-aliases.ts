/**
 * Names of other requests and other SDKs for fields of this service: those of Chat Completions
 * (https://platform.openai.com/docs/api-reference/chat/create), and those of the Images API for the image endpoints.
 * An alias counts where its field is known. In lower case, without separators, as `nearestName` compares.
 */
export const fieldAliases: Readonly<Record<string, string>> = {
  functioncall: 'tool_choice',
  functions: 'tools',
  maxcompletiontokens: 'max_output_tokens',
  maxnewtokens: 'max_output_tokens',
  maxtokens: 'max_output_tokens',
  messages: 'input',
  outputformat: 'image_format',
  quality: 'image_quality',
  reasoningeffort: 'reasoning',
  responseformat: 'text',
  size: 'image_size',
  system: 'instructions',
  systemprompt: 'instructions',
  toolconfig: 'tool_choice',
  verbosity: 'text',
};
