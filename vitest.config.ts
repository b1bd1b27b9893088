import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{optimizer,benchmarks,network,chaincode,setup}/**/*.test.ts', 'test/bench/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**'],
          testTimeout: 20_000,
        },
      },
      {
        // One real network serves every live suite, so they run one after the other.
        test: {
          name: 'live',
          include: ['test/live/**/*.test.ts'],
          globalSetup: ['test/live/network.setup.ts'],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      },
      {
        // Figures of speed, on a live network of their own; never part of the tests.
        test: {
          name: 'bench',
          include: ['test/bench/**/*.bench.ts'],
          exclude: ['test/bench/{prediction,search,choice}*.bench.ts'],
          globalSetup: ['test/live/network.setup.ts'],
          fileParallelism: false,
          testTimeout: 3_600_000,
          hookTimeout: 300_000,
        },
      },
      {
        // Errors of predictions on simulated and recorded rounds: needs no network, and is never part of the tests.
        test: {
          name: 'prediction',
          include: ['test/bench/prediction*.bench.ts'],
          fileParallelism: false,
          testTimeout: 3_600_000,
        },
      },
      {
        // Searches on recorded surfaces: likewise.
        test: {
          name: 'search',
          include: ['test/bench/search*.bench.ts'],
          fileParallelism: false,
          testTimeout: 3_600_000,
        },
      },
      {
        // Time to choose among very many candidates: likewise.
        test: {
          name: 'choice',
          include: ['test/bench/choice*.bench.ts'],
          fileParallelism: false,
          testTimeout: 3_600_000,
        },
      },
    ],
  },
});
