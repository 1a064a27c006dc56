import type { Costs } from '../../../costs/server/index.ts';
import type { JobDefinition, Jobs } from '../../../jobs/server/index.ts';
import type { Context, Handlers } from '../../../platform/server/context.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import type { EventBus } from '../../../platform/server/events.ts';
import type { recommendationsContract } from '../../core/contract.ts';
import type { CodeGuard } from '../code/guard.ts';
import { changeHandlers } from './changes.ts';
import { codeHandlers } from './code.ts';
import { detailHandlers } from './detail.ts';
import { exceptionHandlers } from './exceptions.ts';
import { type BatchReader, explainHandlers } from './explain.ts';
import { exportHandlers } from './export.ts';
import { generateHandlers } from './generate.ts';
import { labelHandlers } from './labels.ts';
import { listHandlers } from './list.ts';
import { ruleHandlers } from './rules.ts';
import { summaryHandlers } from './summary.ts';

interface Surroundings {
  costs: Pick<Costs, 'accountNames'>;
  jobs: Pick<Jobs, 'request'>;
  job: Pick<JobDefinition, 'targets' | 'nothing_to_do'>;
  events: EventBus;
  readBatch: BatchReader;
  /** Counts again what is in the total. */
  settle(tx: Transaction, context: Context): Promise<unknown>;
  guardCode: CodeGuard;
  /** Has everything looked at again, since settings changed. */
  wake(organization_id: string): Promise<void>;
}

/** Recommendations over HTTP. */
export const recommendationHandlers = (surroundings: Surroundings): Handlers<typeof recommendationsContract> => {
  const { costs, jobs, job, events, readBatch, settle, guardCode, wake } = surroundings;
  return {
    ...listHandlers(costs),
    ...summaryHandlers(costs),
    ...detailHandlers(costs),
    ...exportHandlers(costs),
    ...changeHandlers(costs, events, settle),
    ...ruleHandlers(wake),
    ...exceptionHandlers(wake),
    ...labelHandlers(wake),
    ...explainHandlers(readBatch),
    ...generateHandlers(jobs, job),
    ...codeHandlers(guardCode),
  };
};
