import { expect, it } from 'vitest';
import { usedResources } from '../../../infra/build/openai-diet-plugin.ts';

it.each([
  ['const { models } = openaiClient(context.environment);', ['models']],
  ['const { responses, vectorStores: stores } = openaiClient(environment);', ['responses', 'vector-stores']],
  ['const { inputItems } = openaiClient(context.environment).responses;', ['responses']],
  ['return openaiClient(environmentOf(context)).models.list(options);', ['models']],
  ['/** @example openaiClient(environment).images.generate(body) */', []],
  ['import { openaiClient } from "./client.ts";', []],
])('finds the resources that a source takes of the client: %s', (source, resources) => {
  expect(usedResources([source])).toEqual(resources);
});
