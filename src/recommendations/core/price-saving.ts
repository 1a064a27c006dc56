import { daysBetween } from '../../platform/core/dates.ts';
import { addAmounts } from './amounts.ts';
import type { BillLine } from './bill.ts';
import { cloudOf } from './components.ts';
import { type Days, daysCharged, FEWEST_DAYS, type MonthlyCharge, monthlyCharges } from './monthly-charges.ts';
import type { Subject } from './rule.ts';
import type { SavingPlan, SavingStep } from './saving-plan.ts';
import { mergeFreed, type PricedStep, priceStep } from './saving-steps.ts';
import type { Amounts, Saving } from './types.ts';

/** What is priced: the plan of a rule for `subject`, with the bills of all resources that the plan names. */
export interface SavingRequest {
  subject: Pick<Subject, 'resource' | 'bill' | 'bill_window' | 'prices' | 'age_days'>;
  plan: SavingPlan;
  billOf(resource_id: string): readonly BillLine[];
}

const WITHOUT_BILL =
  'Exports with resources tell what it costs: AWS Data Exports (CUR 2.0 or FOCUS), Azure FOCUS exports, or an uploaded file of either.';

const unknownSaving = (window: Days | null, unknown_because: string): Saving => ({
  monthly: null,
  currency: null,
  window,
  monthly_cost: null,
  lines: [],
  freed_commitments: [],
  unknown_because,
});

/** The resource that a step is about; what is added is about none, and looks to the subject for a discount. */
const resourceOf = (step: SavingStep, own: string): string =>
  'resource_id' in step && step.resource_id !== undefined ? step.resource_id : own;

const isOfCharges = ({ kind }: SavingStep): boolean => kind !== 'adds' && kind !== 'unknown';

/** The charges of every resource that the plan names, and of the subject. */
function chargesByResource({ subject, plan, billOf }: SavingRequest, window: Days): Map<string, MonthlyCharge[]> {
  const { resource } = subject;
  const cloud = cloudOf(resource.resource_type);
  const created_on = resource.created_at?.slice(0, 10) ?? null;
  const own = monthlyCharges(subject.bill, window, created_on, cloud);
  const by_resource = new Map([[resource.resource_id, own]]);
  for (const step of plan) {
    const id = resourceOf(step, resource.resource_id);
    // When others were made is not known here: the whole window counts for them.
    if (!by_resource.has(id)) by_resource.set(id, monthlyCharges(billOf(id), window, null, cloud));
  }
  return by_resource;
}

const shortOf = (resource_id: string): string => resource_id.split(/[/:]/).at(-1) ?? resource_id;

/** Why nothing can be told before any step is looked at; null when it can. */
function reasonAgainst(request: SavingRequest, window: Days, all: readonly MonthlyCharge[]): string | null {
  const { subject } = request;
  if (all.length === 0) return `No bill names this resource. ${WITHOUT_BILL}`;
  const { start, end } = daysCharged(subject.bill, window, subject.resource.created_at?.slice(0, 10) ?? null);
  if (daysBetween(start, end) < FEWEST_DAYS)
    return `It is charged for since ${start} only, which is too short to tell what it costs a month.`;
  const currencies = [...new Set(all.map(({ line }) => line.currency))].toSorted();
  if (currencies.length > 1)
    return `It is billed in several currencies (${currencies.join(', ')}), which can't be added up.`;
  return null;
}

/** Why the sum of the steps can't be told; null when it can. */
function reasonsOf(plan: SavingPlan, priced: readonly PricedStep[], meant: string): string | null {
  const reasons = [...new Set(priced.flatMap(({ unknown }) => unknown ?? []))];
  const of_charges = priced.filter((_, index) => isOfCharges(plan[index]!));
  if (reasons.length === 0 && of_charges.length > 0 && of_charges.every(({ is_missing }) => is_missing))
    return `The bill has no charge for ${meant} of this resource.`;
  return reasons.length > 0 ? reasons.join(' ') : null;
}

const meantBy = (plan: SavingPlan): string => {
  const components = plan.flatMap((step) => ('of' in step && step.of !== 'all' ? step.of : []));
  return [...new Set(components)].join(' or ').replaceAll('_', ' ') || 'use';
};

const NOTHING: Amounts = { effective: '0', list: '0', contracted: '0' };

/** A plan without a step changes nothing of the bill: what it is about is not charged for by itself. */
const nothingSaved = (window: Days | null, bill: readonly BillLine[]): Saving => ({
  ...unknownSaving(window, ''),
  monthly: NOTHING,
  currency: bill[0]?.currency ?? null,
  unknown_because: null,
});

const live = (charges: readonly MonthlyCharge[]): Amounts =>
  addAmounts(charges.filter(({ is_over }) => !is_over).map(({ amounts }) => amounts));

/**
 * The saving of a plan, from the own bill wherever it tells: the charges of its days, as a month of 30 days. Steps take
 * one after the other from what the ones before have left. What commitments cover is not counted, but told as freed.
 */
export function priceSaving(request: SavingRequest): Saving {
  const { subject, plan } = request;
  const window = subject.bill_window;
  if (plan.length === 0) return nothingSaved(window, subject.bill);
  if (window === null) return unknownSaving(null, `No bill was read yet. ${WITHOUT_BILL}`);
  const by_resource = chargesByResource(request, window);
  const all = [...by_resource.values()].flat();
  const against = reasonAgainst(request, window, all);
  if (against !== null) return unknownSaving(window, against);
  const { currency } = all[0]!.line;
  const priced = plan.map((step): PricedStep => {
    const id = resourceOf(step, subject.resource.resource_id);
    const charges = by_resource.get(id) ?? [];
    if (isOfCharges(step) && charges.length === 0)
      return { line: null, freed: [], unknown: `No bill names ${shortOf(id)}.`, is_missing: false };
    return priceStep(step, charges, { prices: subject.prices, currency, start: window.start });
  });
  const lines = priced.flatMap(({ line }) => line ?? []);
  const unknown_because = reasonsOf(plan, priced, meantBy(plan));
  return {
    monthly: unknown_because === null ? addAmounts(lines.map(({ amounts }) => amounts)) : null,
    currency,
    window,
    monthly_cost: live(all),
    lines,
    freed_commitments: mergeFreed(priced.flatMap(({ freed }) => freed)),
    unknown_because,
  };
}
