/** What of a growing text can be read out, and where the rest of it begins. */
export interface Sentences {
  readonly spoken: string;
  readonly next: number;
}

const SENTENCE_END = /[.!?…。！？](?=[\s”"')\]])|\n/g;

/** The whole sentences of `text` from `from` on; all that is left of it once `ended`. */
export function takeSentences(text: string, from: number, ended: boolean): Sentences {
  if (ended) return { spoken: text.slice(from).trim(), next: text.length };
  let next = from;
  SENTENCE_END.lastIndex = from;
  for (let match = SENTENCE_END.exec(text); match; match = SENTENCE_END.exec(text)) next = SENTENCE_END.lastIndex;
  return { spoken: text.slice(from, next).trim(), next };
}
