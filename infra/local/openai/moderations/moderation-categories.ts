import type { Moderation } from 'openai/resources/moderations';

interface CategoryRow {
  /** A text with a word that begins so is flagged. */
  readonly words: readonly string[];
  /** Whether OpenAI looks for it in pictures as well; https://platform.openai.com/docs/guides/moderation has the table. */
  readonly images: boolean;
}

/** What is flagged for what: a few plain words for each category. */
export const MODERATION_CATEGORIES: Readonly<Record<keyof Moderation.Categories, CategoryRow>> = {
  harassment: { words: ['idiot', 'moron', 'kill you'], images: false },
  'harassment/threatening': { words: ['kill you', 'hurt you'], images: false },
  sexual: { words: ['porn', 'naked'], images: true },
  hate: { words: ['inferior race', 'subhuman'], images: false },
  'hate/threatening': { words: ['exterminate'], images: false },
  illicit: { words: ['shoplift', 'counterfeit', 'build a bomb'], images: false },
  'illicit/violent': { words: ['build a bomb'], images: false },
  'self-harm/intent': { words: ['kill myself', 'hurt myself'], images: true },
  'self-harm/instructions': { words: ['how to kill myself'], images: true },
  'self-harm': { words: ['suicid', 'kill myself', 'hurt myself'], images: true },
  'sexual/minors': { words: ['child porn'], images: false },
  violence: { words: ['kill', 'murder', 'stab', 'massacre', 'bomb'], images: true },
  'violence/graphic': { words: ['gore', 'dismember', 'behead'], images: true },
};
