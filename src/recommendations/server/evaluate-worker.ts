import { answering } from '../../platform/server/analysis-outcome.ts';
import { RULES } from '../core/rules/index.ts';
import { evaluateTask } from './evaluate-task.ts';
import { judgeSent } from './judge.ts';

/** Computes `evaluateTask`. */
export default answering(evaluateTask, (batch) => judgeSent(batch, RULES));
