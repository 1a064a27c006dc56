import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * In this order, whatever their size: what takes longest first, so that none of it runs alone when everything else is done.
 * The first loads the sample company for the others that need it: these come when it is there. Files of one project follow
 * each other, since only these share a process.
 */
const FIRST = [
  /\/e2e\/recommendations\./,
  /\/e2e\/(?!connections|policies|remediation)/,
  /\/e2e\//,
  /\/test\/crash/,
  /\/test\/(anomaly-changes|budget-alerts|costs|forecasts|many-organizations|recommendation-scripts-moto|sample|start|sync|tenancy)[-.]/,
  /\/test\//,
];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rankOf = ({ moduleId }: TestSpecification): number => {
      const rank = FIRST.findIndex((pattern) => pattern.test(moduleId));
      return rank < 0 ? FIRST.length : rank;
    };
    return (await super.sort(files)).toSorted((one, other) => rankOf(one) - rankOf(other));
  }
}

const common = { environment: 'node', testTimeout: 60_000, hookTimeout: 60_000, maxWorkers: 2 };
// What the files of a project import is loaded once for many of them.
const shared = { ...common, isolate: false, setupFiles: ['test/support/environment.ts'] };

export default defineConfig({
  test: {
    ...common,
    // Once for all: projects that extend this would each set up their own.
    globalSetup: ['test/support/template.ts'],
    sequence: { sequencer: LongestFirst },
    projects: [
      { test: { ...shared, name: 'src', include: ['src/**/*.test.ts'] } },
      { test: { ...shared, name: 'test', include: ['test/**/*.test.ts'], exclude: ['test/e2e/**'] } },
      // What hangs in a browser ends by itself after 30 s: a whole test may be long on a busy machine.
      { test: { ...shared, testTimeout: 180_000, name: 'e2e', include: ['test/e2e/**/*.test.ts'] } },
    ],
  },
});
