import { describe, expect, it } from 'vitest';
import { modelShutdown } from '../../../lib/usage/shutdowns.ts';

describe('modelShutdown', () => {
  it.each([
    ['gpt-4o', '2026-12-14T23:59:59Z', undefined],
    ['gpt-4o', '2026-12-15T00:00:00Z', { date: '2027-01-14', past: false }],
    ['gpt-4o', '2027-01-13T23:59:59Z', { date: '2027-01-14', past: false }],
    ['gpt-4o', '2027-01-14T00:00:00Z', { date: '2027-01-14', past: true }],
    ['gpt-4o-2024-08-06', '2027-02-01T00:00:00Z', { date: '2027-01-14', past: true }],
    ['gpt-5-nano-2025-08-07', '2026-11-22T12:00:00Z', { date: '2026-12-11', past: false }],
    ['gpt-image-1', '2026-11-22T12:00:00Z', { date: '2026-10-23', past: true }],
    ['gpt-6.1-terra', '2026-11-22T12:00:00Z', undefined],
    ['constructor', '2026-11-22T12:00:00Z', undefined],
  ])('%s at %s', (model, now, shutdown) => {
    expect(modelShutdown(model, new Date(now))).toEqual(shutdown);
  });
});
