import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { speechFields } from '../../../../lib/apis/audio/schemas/speech-request.ts';
import { transcriptionFields } from '../../../../lib/apis/audio/schemas/transcription-request.ts';
import { translationFields } from '../../../../lib/apis/audio/schemas/translation-request.ts';
import { speechErrors } from '../../../../lib/errors/speech-errors.ts';

const page = readFileSync(path.resolve(import.meta.dirname, '../../../../docs/api/audio.md'), 'utf8');

/** First cells of the table whose first column has this head. */
function namesUnder(head: string): string[] {
  const rows = page.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  const at = rows.findIndex(([, cell]) => cell === head);
  const names: string[] = [];
  for (const [, cell = ''] of rows.slice(at + 2)) {
    if (!cell.startsWith('`')) break;
    names.push(cell.replaceAll('`', ''));
  }
  return names;
}

describe('the page of the Audio API', () => {
  it.each([
    ['Field', speechFields],
    ['Transcription field', transcriptionFields],
    ['Translation field', translationFields],
  ])('lists every field under %s', (head, fields) => {
    expect(namesUnder(head).sort()).toEqual(Object.keys(fields).sort());
  });

  it.each(Object.entries(speechErrors))('names the error %s with its status', (code, { statusCode }) => {
    expect(page).toContain(`\`${code}\``);
    expect(page).toMatch(new RegExp(`\\b${statusCode}\\b`));
  });
});
