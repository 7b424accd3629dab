import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globals: false,
    globalSetup: ['test/support/assert-node-24.ts'],
    // Real processes and sockets: what a test file leaks must not reach the next one.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // Whatever this machine is set up for, no test may reach the real OpenAI.
    env: { OPENAI_API_KEY: '', OPENAI_API_BASE_URL: '' },
  },
});
