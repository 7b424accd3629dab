import type { Fields } from '../json/fields.ts';

/** Fields of OpenAI's forms that are numbers, and those that say yes or no. */
const NUMBERS = ['n', 'output_compression', 'partial_images', 'temperature'];
const FLAGS = ['stream'];

/** The fields of a form as limits and the record read them: a form has nothing but texts. One that is no number stays a text. */
export function formParams(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      if (NUMBERS.includes(name) && typeof value === 'string' && /^-?\d+(?:\.\d+)?$/.test(value))
        return [name, Number(value)];
      if (FLAGS.includes(name) && typeof value === 'string') return [name, value === 'true'];
      return [name, value];
    }),
  );
}
