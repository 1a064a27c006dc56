import { answering } from '../../src/platform/server/analysis-outcome.ts';
import { evaluateTask } from '../../src/recommendations/server/evaluate-task.ts';
import { judgeSent } from '../../src/recommendations/server/judge.ts';
import { TEST_RULES } from './recommendation-rules.ts';

/** Judges by the rules of tests. */
export default answering(evaluateTask, (batch) => judgeSent(batch, TEST_RULES));
