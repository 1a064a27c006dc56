import { describe, expect, it } from 'vitest';
import type { InventoryResource, MetricName } from '../../src/connections/core/inventory.ts';
import { addDays, type IsoDate } from '../../src/platform/core/dates.ts';
import type { BillLine } from '../../src/recommendations/core/bill.ts';
import { changeSchema } from '../../src/recommendations/core/change.ts';
import { type Batch, evaluateBatch, explainSubject } from '../../src/recommendations/core/evaluate.ts';
import { labelSettingsSchema } from '../../src/recommendations/core/labels.ts';
import type { Rule } from '../../src/recommendations/core/rule.ts';
import type { SavingPlan } from '../../src/recommendations/core/saving-plan.ts';
import { type Finding, findingSchema, type PriceRow } from '../../src/recommendations/core/types.ts';
import type { Statistic } from '../../src/recommendations/core/use.ts';

/** The day that cases are judged on. */
export const AS_OF: IsoDate = '2026-11-25';
export const PLACE = { partition: 'aws', account_id: '111122223333', region: 'us-east-1' };
/** The instant so many days before it. */
export const daysAgo = (days: number): Date => new Date(`${addDays(AS_OF, -days)}T08:00:00Z`);

/** Daily values up to the day before: one for each of 30 days, or as many as are given; null is not measured. */
type Daily = number | (number | null)[];
export type Measured = Partial<Record<MetricName, Partial<Record<Statistic, Daily>>>>;

/** What a rule is asked about. */
export interface Situation {
  resource: InventoryResource;
  use?: Measured;
  others?: InventoryResource[];
  /** Others that are measured. */
  measured_others?: { resource: InventoryResource; use: Measured }[];
  /** Its own bill. */
  bill?: BillLine[];
  parameters?: Record<string, unknown>;
  prices?: PriceRow[];
}

const daysOf = (daily: Daily): (number | null)[] =>
  typeof daily === 'number' ? Array.from({ length: 30 }, () => daily) : daily;

function seriesOf([metric, statistics]: [string, Measured[MetricName]]) {
  const values = Object.entries(statistics ?? {}).map(([statistic, daily]) => [statistic, daysOf(daily)] as const);
  const length = Math.max(0, ...values.map(([, days]) => days.length));
  return { metric: metric as MetricName, first_date: addDays(AS_OF, -length), ...Object.fromEntries(values) };
}

function batchOf(rule: Rule, situation: Situation): Batch {
  const { resource, use = {}, others = [], measured_others = [], bill = [], parameters = {}, prices = [] } = situation;
  return {
    as_of: AS_OF,
    bill_window: null,
    settings: {
      rules: { [rule.id]: { enabled: true, parameters } },
      exceptions: [],
      labels: labelSettingsSchema.parse({}),
    },
    prices,
    resources: [
      { resource, series: Object.entries(use).map(seriesOf), bill },
      ...others.map((other) => ({ resource: other, series: [], bill: [] })),
      ...measured_others.map((other) => ({ ...other, series: Object.entries(other.use).map(seriesOf), bill: [] })),
    ],
    subjects: [resource.resource_id],
  };
}

/** What the engine says of one resource by one rule: the outcome, and the checks that are not met or not known. */
export function judge(rule: Rule, situation: Situation) {
  const batch = batchOf(rule, situation);
  const [explained] = explainSubject(batch, [rule], situation.resource.resource_id);
  if (!explained) throw new Error(`The rule ${rule.id} does not look at a ${situation.resource.resource_type}.`);
  const checks = (result: 'not_met' | 'unknown') =>
    explained.checks.filter((one) => one.result === result).map(({ check }) => check);
  return { outcome: explained.outcome, not_met: checks('not_met'), unknown: checks('unknown') };
}

/** The finding of a rule; fails where it finds nothing. */
export function findingOf(rule: Rule, situation: Situation): Finding {
  const [judged] = evaluateBatch(batchOf(rule, situation), [rule]);
  const finding = judged?.found[0]?.finding;
  if (!finding) throw new Error(`Nothing was found: ${JSON.stringify(judge(rule, situation))}`);
  return findingSchema.parse(finding);
}

/** What it does to the bill, as the rule tells the engine. */
export function planOf(rule: Rule, situation: Situation): SavingPlan {
  let plan: SavingPlan | null = null;
  const overheard: Rule = {
    ...rule,
    evaluate: (subject) => {
      const verdict = rule.evaluate(subject);
      if (verdict.outcome === 'found') plan = verdict.proposal.saving;
      return verdict;
    },
  };
  findingOf(overheard, situation);
  return plan!;
}

/** Its change, as code is made of it. */
export const changeOf = (rule: Rule, situation: Situation) => changeSchema.parse(findingOf(rule, situation).change);

/** Cases by their outcome, each with a name; of those that are not found, the checks that decide. */
export interface Cases<Change> {
  found: Record<string, Change>;
  fine: Record<string, readonly [change: Change, ...checks: string[]]>;
  unknown: Record<string, readonly [change: Change, ...checks: string[]]>;
}

/** Tests that a rule judges each case as it should, and for the reason that is named. */
export function describeCases<Change>(
  rule: Rule,
  situationOf: (change: Change) => Situation,
  { found, fine, unknown }: Cases<Change>,
): void {
  describe(rule.id, () => {
    it.each(Object.entries(found))('finds: %s', (_, change) => {
      expect(judge(rule, situationOf(change))).toEqual({ outcome: 'found', not_met: [], unknown: [] });
    });
    it.each(Object.entries(fine))('finds nothing in: %s', (_, [change, ...checks]) => {
      expect(judge(rule, situationOf(change))).toMatchObject({ outcome: 'fine', not_met: checks });
    });
    it.each(Object.entries(unknown))('can not tell of: %s', (_, [change, ...checks]) => {
      expect(judge(rule, situationOf(change))).toEqual({ outcome: 'unknown', not_met: [], unknown: checks });
    });
  });
}
