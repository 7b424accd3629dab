import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    globals: false,
    globalSetup: ['test/support/assert-node-24.ts'],
    // Real processes and sockets: what a test file leaks must not reach the next one.
    pool: 'forks',
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // Whatever this machine is set up for, no test may reach the real OpenAI.
    env: { OPENAI_API_KEY: '', OPENAI_API_BASE_URL: '' },
    projects: [
      {
        extends: true,
        test: { name: 'node', include: ['test/**/*.test.ts'], exclude: ['test/browser/**'], maxWorkers: 2 },
      },
      {
        extends: true,
        // After the others and one by one: the browser's time is measured, and wants a processor of its own.
        test: { name: 'browser', include: ['test/browser/**/*.test.ts'], maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
