import type { z } from 'zod';
import type { InventoryResource, MetricName } from '../../connections/core/inventory.ts';
import type { IsoDate } from '../../platform/core/dates.ts';
import type { BillLine } from './bill.ts';
import type { Change } from './change.ts';
import type { SavingPlan } from './saving-plan.ts';
import type {
  Check,
  Claim,
  Effort,
  Level,
  PriceKey,
  PriceRow,
  Projection,
  RecommendationType,
  Scalar,
} from './types.ts';
import type { Statistic, Use } from './use.ts';

/** How another resource is found from the one that is judged. */
export type RelationPath =
  /** What it is attached to or serves. */
  | 'attached_to'
  /** What is attached to it. */
  | 'attached_from'
  /** What it belongs to. */
  | 'parent'
  /** What belongs to it. */
  | 'children'
  /** What belongs to the same, without itself. */
  | 'siblings'
  /** What is in the same VPC (the attribute `vpc_id`) and account. */
  | 'same_vpc';

/** Other resources that a rule needs to see. */
export interface Relation {
  path: RelationPath;
  resource_type: string;
  /** Measurements of them that it needs. */
  metrics: readonly MetricName[];
}

/** A resource with what is known of it. */
export interface Seen {
  resource: InventoryResource;
  use: Use;
  /** Its usage charges over the days of the bill that are looked at; empty when no bill names it. */
  bill: readonly BillLine[];
  /** What tags say: false means a development, test or staging environment; null is unknown. */
  is_production: boolean | null;
  /** Days since it was made; null when that is unknown. */
  age_days: number | null;
}

/** Prices of what could be instead. Null is unknown: nothing is made up. */
export interface PriceList {
  find(key: PriceKey): PriceRow | null;
  /**
   * Prices of two things that are from the same list and region, to compare them; where the region has none, those of
   * us-east-1 or eastus, between which ratios differ little. The rows say which.
   */
  pair(from: PriceKey, to: PriceKey): { from: PriceRow; to: PriceRow } | null;
}

/** What a rule judges by. */
export interface Subject<Parameters = Record<string, unknown>> extends Seen {
  /** The day it is judged on; use is known of the days before. */
  as_of: IsoDate;
  parameters: Parameters;
  /** Resources found by the rule's relation of this index. */
  related(index: number): readonly Seen[];
  /** Days of the bill, end not included; null without a bill. */
  bill_window: { start: IsoDate; end: IsoDate } | null;
  prices: PriceList;
}

/** What a rule proposes when every check is met. */
export interface Proposal {
  title: string;
  reason: string;
  change: Change | null;
  current: Record<string, Scalar>;
  proposed: Record<string, Scalar>;
  projections?: Projection[];
  /** What it does to the bill; priced by the engine. */
  saving: SavingPlan;
  /** What it takes hold of; `all` of the resource where it goes or stops. */
  claims: Claim[];
  confidence: { level: Level; reasons: string[] };
  risk: { level: Level; reasons: string[] };
  effort: Effort;
  restart_needed: boolean;
  reversible: boolean;
  evidence?: { resource_id?: string; metric: MetricName; statistic: Statistic; limit: number | null }[];
}

/** `fine`: a check is not met. `unknown`: none is not met, but one can't be told; no data is never waste. */
export type Verdict =
  | { outcome: 'found'; checks: Check[]; proposal: Proposal }
  | { outcome: 'fine'; checks: Check[] }
  | { outcome: 'unknown'; checks: Check[] };

/** A rule: what it looks at, and how it judges. One file each in `rules/`, listed in `rules/index.ts`. */
export interface Rule<Parameters extends z.ZodObject = z.ZodObject> {
  /** As the file and its page of documentation are called. */
  id: string;
  /** What it finds, as a phrase: `Idle EC2 instances`. */
  title: string;
  /** One sentence for the list of rules. */
  description: string;
  type: RecommendationType;
  provider: 'aws' | 'azure';
  resource_types: readonly string[];
  /** Measurements that it needs of the resource itself. */
  metrics: readonly MetricName[];
  relations: readonly Relation[];
  /** Every parameter with a default, its limits and a description with its unit. */
  parameters: Parameters;
  /** Where the criteria come from. */
  sources: readonly string[];
  evaluate(subject: Subject<z.output<Parameters>>): Verdict;
}

/** Keeps the type of the parameters between the schema and `evaluate`. */
export const defineRule = <Parameters extends z.ZodObject>(rule: Rule<Parameters>): Rule => rule as unknown as Rule;
