import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';

/** Sweeps and what may befall them; their figures have wide bounds. */
const SWEEPS = ['sweep', 'measurement-faults', 'mqtt'];
/** Networks of other shapes, each brought up by its own test. */
const NETWORKS = ['consensus-*', 'proposal'];
/** Services that share a store; they need no network. */
const WITHOUT_NETWORK = ['jobs'];
/** Searches and comparisons of settings that differ by more than what computes beside them. */
const SEARCHES = ['search', 'compare'];
/** Tests that would fail if something else computed beside them. */
const FIGURES = ['truth', 'flow', 'canary'];

interface Lane {
  /** Names of test files. */
  readonly include: readonly string[];
  readonly exclude?: readonly string[];
  /** Its files bring networks up themselves: none is there for all of them. */
  readonly ownNetworks?: boolean;
}

/** @param order - projects of one vitest run that have an order run in that order */
function live(
  name: string,
  order: number,
  { include, exclude = [], ownNetworks = false }: Lane,
): TestProjectInlineConfiguration {
  const files = (names: readonly string[]): string[] => names.map((file) => `test/live/${file}.test.ts`);
  return {
    test: {
      name: `live:${name}`,
      include: files(include),
      exclude: files(exclude),
      globalSetup: ownNetworks ? [] : ['test/live/network.setup.ts'],
      fileParallelism: false,
      sequence: { groupOrder: order },
      testTimeout: 180_000,
      hookTimeout: 300_000,
    },
  };
}

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['{optimizer,benchmarks,network,chaincode,setup}/**/*.test.ts', 'test/bench/**/*.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**'],
          // They compute at the lowest priority while live tests run beside them.
          testTimeout: 90_000,
        },
      },
      {
        // In a real browser, against the real service on a store of its own; needs no network.
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          globalSetup: ['test/browser/browser.setup.ts'],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 120_000,
        },
      },
      // On live networks. The files of a project share one network and run one after the other; setup/test.mjs
      // says which projects run side by side.
      live('channel', 1, {
        include: ['*'],
        exclude: [...SWEEPS, ...NETWORKS, ...WITHOUT_NETWORK, ...SEARCHES, ...FIGURES],
      }),
      live('sweeps', 2, { include: SWEEPS }),
      live('networks', 3, { include: [...NETWORKS, ...WITHOUT_NETWORK], ownNetworks: true }),
      live('searches', 4, { include: SEARCHES }),
      live('figures', 5, { include: FIGURES }),
      {
        // Pictures of docs/dashboard.md; never part of the tests.
        test: {
          name: 'screenshots',
          include: ['test/browser/screenshots.ts'],
          testTimeout: 120_000,
          hookTimeout: 600_000,
        },
      },
      {
        // Figures of speed, on a live network of their own; never part of the tests.
        test: {
          name: 'bench',
          include: ['test/bench/**/*.bench.ts'],
          exclude: ['test/bench/{prediction,search,choice,service,event-loop}*.bench.ts'],
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
      {
        // Speed and memory of the service: likewise, on an otherwise idle machine.
        test: {
          name: 'service',
          include: ['test/bench/{event-loop,service}*.bench.ts'],
          fileParallelism: false,
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
