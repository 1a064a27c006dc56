import { answering } from '../../platform/server/analysis-outcome.ts';
import { simulate } from '../core/simulate.ts';
import { simulateTask } from './evaluate-task.ts';

/** Computes `simulateTask`. */
export default answering(simulateTask, simulate);
