import { describe, expect, it } from 'vitest';
import { completeImageRequest } from '../../../../../lib/apis/responses/schemas/image-defaults.ts';
import { imageRequestSchema } from '../../../../../lib/apis/responses/schemas/image-request.ts';
import { completeTextRequest } from '../../../../../lib/apis/responses/schemas/text-defaults.ts';
import { textRequestSchema } from '../../../../../lib/apis/responses/schemas/text-request.ts';
import { parseRequest } from '../../../../../lib/validation/parse-request.ts';
import { problemsOf } from './problems-of.ts';

const prompt = { type: 'text', text: 'You are a pirate.' };
const complete = (body: object) =>
  completeTextRequest(parseRequest(textRequestSchema, { input: 'Hi', ...body }), { model: 'house-model' });
const note = 'prompt of type text sent as instructions';

describe('a prompt of type text', () => {
  it.each([
    [undefined, 'You are a pirate.'],
    [null, 'You are a pirate.'],
    ['', 'You are a pirate.'],
    ['Be brief.', 'You are a pirate.\n\nBe brief.'],
    [
      [{ role: 'developer', content: 'Be brief.' }],
      [
        { type: 'message', role: 'developer', content: 'You are a pirate.' },
        { role: 'developer', content: 'Be brief.' },
      ],
    ],
  ])('goes before the instructions %j', (instructions, all) => {
    const { request, warnings } = complete({ prompt, instructions });
    expect(request).toEqual({ input: 'Hi', instructions: all, model: 'house-model', store: false });
    expect(warnings).toEqual([note]);
  });

  it('has its note beside that of a dropped include', () => {
    const { warnings } = complete({ prompt, include: ['mcp_call.outputs'] });
    expect(warnings).toEqual([note, expect.stringContaining('mcp_call.outputs')]);
  });

  it('is instructions of an image request as well', () => {
    const body = parseRequest(imageRequestSchema, { input: 'A cat', prompt });
    const { request, warnings } = completeImageRequest(body, { model: 'house-model', imageModel: 'image-model' });
    expect(request).toMatchObject({ instructions: 'You are a pirate.' });
    expect(request).not.toHaveProperty('prompt');
    expect(warnings).toEqual([note]);
  });

  it('is no input', () => {
    expect(problemsOf(textRequestSchema, { prompt })).toMatchObject([{ parameter: 'input' }]);
  });
});

it('a prompt template stays what it is, whatever its type', () => {
  const template = { id: 'pmpt_1', type: 'text', text: 'x' };
  expect(complete({ prompt: template }).request).toMatchObject({ prompt: template });
});
