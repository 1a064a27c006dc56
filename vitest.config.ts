import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * In this order, whatever their size: what takes longest first, so that none of it runs alone when everything else is done.
 * The first loads the sample company for the others that need it: these come when it is there.
 */
const FIRST = [
  /\/e2e\/recommendations\./,
  /\/test\/(e2e\/(?!connections|policies|remediation)|crash-)/,
  /\/test\/e2e\//,
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

export default defineConfig({
  test: {
    environment: 'node',
    globalSetup: ['test/support/template.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    projects: [
      // They change nothing that another of them would meet: what they import is loaded once for many.
      { extends: true, test: { name: 'src', include: ['src/**/*.test.ts'], isolate: false } },
      { extends: true, test: { name: 'test', include: ['test/**/*.test.ts'] } },
    ],
  },
});
