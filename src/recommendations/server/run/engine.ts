import type { Costs } from '../../../costs/server/index.ts';
import type { Rule } from '../../core/rule.ts';
import type { EvaluateTask } from '../evaluate-task.ts';
import type { Prices } from '../prices/index.ts';

/** What runs are made of; tests give rules of their own, with a worker that knows them. */
export interface Engine {
  rules: readonly Rule[];
  task: EvaluateTask;
  /** Another text where the rules would judge otherwise. */
  version(): Promise<string>;
  costs: Costs;
  prices: Pick<Prices, 'rows' | 'refresh'>;
}
