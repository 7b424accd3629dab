import { describe, expect, it } from 'vitest';
import { mostImageTokens } from '../../../lib/usage/image-tokens.ts';

const PLANNING = 16_384;

describe('the most tokens of an image', () => {
  it.each([
    // OpenAI's table.
    ['gpt-image-1', { quality: 'low', size: '1024x1024' }, 408],
    ['gpt-image-1.5', { quality: 'medium' }, 1584],
    ['gpt-image-1-mini', {}, 6240],
    // OpenAI's calculator: 7,024, 5,488 and 5,063 in high.
    ['gpt-image-2', { quality: 'high', size: '1024x1024' }, 7024],
    ['gpt-image-2', { quality: 'high', size: '1536x1024' }, 5488],
    ['gpt-image-2-2026-04-21', { quality: 'high', size: '1792x1024' }, 5063],
    ['gpt-image-2', { quality: 'low', size: '1024x1024', partial_images: 3 }, 196 + 300],
    ['gpt-image-2', { quality: 'auto', size: 'auto' }, 23_719],
    ['gpt-image-2.5-flare', { quality: 'high', size: '1024x1024' }, 7024],
    ['gpt-image-2.6-sunburst', { quality: 'high', size: '1024x1024' }, 7024 + PLANNING],
    ['gpt-image-2.6-sunburst', { quality: 'low', size: '1024x1024', output_format: 'gif' }, 196 * 9 + PLANNING],
    [
      'gpt-image-2.6-sunburst',
      { quality: 'low', size: '1024x1024', output_format: 'gif', frame_count: 2 },
      392 + PLANNING,
    ],
    ['gpt-image-9', { quality: 'unheard of' }, 94_874 + PLANNING],
  ])('of %s with %j', (model, tool, tokens) => {
    expect(mostImageTokens(model, tool, false).outputTokens).toBe(tokens);
  });

  it('takes no size for larger than the largest', () => {
    const { outputTokens } = mostImageTokens('gpt-image-2', { quality: 'high', size: 'auto' }, false);
    for (const size of ['3840x2160', '2160x3840', '1024x1024', '2560x1440', '2880x2880']) {
      expect(mostImageTokens('gpt-image-2', { quality: 'high', size }, false).outputTokens).toBeLessThanOrEqual(
        outputTokens,
      );
    }
  });

  it('reads more where there may be images to work on', () => {
    const tool = { quality: 'high' };
    expect(mostImageTokens('gpt-image-2', tool, true).inputTokens).toBe(
      mostImageTokens('gpt-image-2', tool, false).inputTokens + 16 * 8192,
    );
  });
});
