/** Sentences of OpenAI's that name the field at fault, quoted or not. */
const SENTENCES: readonly RegExp[] = [
  /^(?:Unsupported|Unknown|Missing required) (?:parameters?|argument)(?:\(s\))?: ?['"`]?([\w.[\]-]*[\w\]])/i,
  /^Unrecognized request arguments? supplied: ?['"`]?([\w.[\]-]*[\w\]])/i,
  /^Unsupported value: ['"`]([\w.[\]-]+)['"`]/i,
  /^Invalid (?:type for )?['"`]([\w.[\]-]+)['"`]/i,
  /^you must provide an? ([\w.[\]-]+) parameter/i,
];

/** The field that a message names, where the error itself names none; undefined where the message is not known. */
export function parameterOfMessage(message: string): string | undefined {
  for (const sentence of SENTENCES) {
    const name = sentence.exec(message)?.[1];
    if (name !== undefined) return name;
  }
  return undefined;
}
