import type { IsoDate } from '../../platform/core/dates.ts';
import { compareDecimals, decimalOf, sumDecimals, timesDecimal, timesRatio } from '../../platform/core/decimal.ts';
import { addAmounts, lessAmounts, NOTHING, negatedAmounts, timesAmounts, timesRatioAmounts } from './amounts.ts';
import { isPricedAs } from './components.ts';
import { MONTH_DAYS, type MonthlyCharge } from './monthly-charges.ts';
import type { PriceList } from './rule.ts';
import { type Chosen, namesOf, notesOf } from './saving-notes.ts';
import type { SavingStep } from './saving-plan.ts';
import type { Amounts, FreedCommitment, PriceKey, SavingLine } from './types.ts';

/** What a step comes to: a part of the saving, and of commitments that it frees. */
export interface PricedStep {
  line: SavingLine | null;
  freed: FreedCommitment[];
  /** Why it can't be told, as a sentence; null when it can. */
  unknown: string | null;
  /** No charge is of what it is about. */
  is_missing: boolean;
}

type Of<Kind extends SavingStep['kind']> = Extract<SavingStep, { kind: Kind }>;

const unknown = (sentence: string): PricedStep => ({ line: null, freed: [], unknown: sentence, is_missing: false });

/** A phrase as a sentence. */
const sentenceOf = (phrase: string): string =>
  `${phrase.charAt(0).toUpperCase()}${phrase.slice(1)}${/[.!?]$/.test(phrase) ? '' : '.'}`;

function choose(charges: readonly MonthlyCharge[], step: Of<'ends' | 'share' | 'reprice'>): Chosen {
  const meant = charges.filter(
    ({ component, line }) =>
      (step.of === 'all' || step.of.includes(component)) && (step.kind !== 'reprice' || isPricedAs(line, step.from)),
  );
  return { live: meant.filter(({ is_over }) => !is_over), over: meant.filter(({ is_over }) => is_over) };
}

/** Why charges that a step is about can't be told from others; null when none are undecided. */
function undecided(charges: readonly MonthlyCharge[], of: Of<'ends'>['of']): string | null {
  const others = charges.filter(({ component, is_over }) => component === 'other' && !is_over);
  if (of === 'all' || others.length === 0) return null;
  return `The bill does not tell which charges are for ${of.join(' or ').replaceAll('_', ' ')}: they are called ${namesOf(others)}.`;
}

/** What a charge that a commitment covers frees of it. */
const freedOf = ({ line }: MonthlyCharge, { effective, list, contracted }: Amounts): FreedCommitment[] =>
  line.commitment_id === null
    ? []
    : [
        {
          commitment_id: line.commitment_id,
          commitment_name: line.commitment_name,
          monthly_cost: effective,
          list,
          contracted,
        },
      ];

const amountsOf = ({ monthly_cost, list, contracted }: FreedCommitment): Amounts => ({
  effective: monthly_cost,
  list,
  contracted,
});

/** Sums by commitment. */
export function mergeFreed(all: readonly FreedCommitment[]): FreedCommitment[] {
  const by_id = new Map<string, FreedCommitment>();
  for (const one of all) {
    const own = by_id.get(one.commitment_id);
    const { effective, list, contracted } = addAmounts([...(own ? [amountsOf(own)] : []), amountsOf(one)]);
    by_id.set(one.commitment_id, { ...one, monthly_cost: effective, list, contracted });
  }
  return [...by_id.values()].toSorted((a, b) => (a.commitment_id < b.commitment_id ? -1 : 1));
}

/** A share of the charges is not paid any more; what commitments cover of it is freed instead. */
function priceShare(chosen: Chosen, step: Of<'ends' | 'share'>, start: IsoDate): PricedStep {
  const part = (amounts: Amounts): Amounts => (step.kind === 'ends' ? amounts : timesAmounts(amounts, step.share));
  const saved: Amounts[] = [];
  const freed: FreedCommitment[] = [];
  for (const charge of chosen.live) {
    const [paid, covered] = [part(charge.paid), part(charge.covered)];
    saved.push(paid);
    freed.push(...freedOf(charge, covered));
    charge.paid = lessAmounts(charge.paid, paid);
    charge.covered = lessAmounts(charge.covered, covered);
  }
  const { live, over } = chosen;
  const text = `${namesOf(live.length > 0 ? live : over)}: ${step.because}${notesOf(chosen, start)}.`;
  return {
    line: { text, amounts: addAmounts(saved), source: 'own_bill', prices: [] },
    freed,
    unknown: null,
    is_missing: false,
  };
}

/**
 * The name of a size without what is particular to the size: within it reservations go from one size to another. Sources:
 * AWS "How Reserved Instances are applied" (size flexibility), Azure "Virtual machine size flexibility with Reserved VM
 * Instances".
 */
const familyOf = ({ provider, sku }: PriceKey): string =>
  provider === 'aws'
    ? sku
        .split('/')[0]!
        .replace(/^(?:db|cache)\./, '')
        .split('.')[0]!
    : sku.replace(/(?<=(?:^|_)[A-Z]+)\d+(?:-\d+)?/, '');

/** By how much a price changes, exactly. */
interface Ratio {
  dividend: string;
  divisor: string;
}

const scaled = (amounts: Amounts, { dividend, divisor }: Ratio): Amounts =>
  timesRatioAmounts(amounts, dividend, divisor);

/**
 * What a commitment covers of a charge, at another price: returns what it frees, or null where the bill does not tell what
 * is paid without the commitment. What it does not cover any more is paid for at on-demand prices from then on.
 */
function repriceCovered(charge: MonthlyCharge, ratio: Ratio, step: Of<'reprice'>): FreedCommitment[] | null {
  const { covered, line } = charge;
  const stays_covered = line.commitment_category !== 'Usage' || familyOf(step.from) === familyOf(step.to);
  const after = scaled(covered, ratio);
  const is_dearer = compareDecimals(ratio.dividend, ratio.divisor) > 0;
  if (stays_covered && !is_dearer) {
    charge.covered = after;
    return freedOf(charge, lessAmounts(covered, after));
  }
  const uncovered = stays_covered ? lessAmounts(after, covered) : after;
  const { contracted, list } = uncovered;
  if (contracted === null) return null;
  charge.paid = addAmounts([charge.paid, { effective: contracted, contracted, list }]);
  if (stays_covered) return [];
  charge.covered = NOTHING;
  return freedOf(charge, covered);
}

const SPOT = 'Dynamic';

const percent = (ratio: number): string => `${Math.round(ratio * 1_000) / 10} %`;

/** The same is charged for at another price: the own rate, by the ratio of list prices. */
function priceReprice(chosen: Chosen, step: Of<'reprice'>, prices: PriceList, start: IsoDate): PricedStep {
  const pair = prices.pair(step.from, step.to);
  if (!pair || pair.from.price === 0)
    return unknown(`No price is known to compare ${step.from.sku} with ${step.to.sku} in ${step.to.region}.`);
  const { quantity_ratio = 1 } = step;
  const dividend = timesRatio(decimalOf(pair.to.price), decimalOf(quantity_ratio), '1');
  const ratio = { dividend, divisor: decimalOf(pair.from.price) };
  const saved: Amounts[] = [];
  const freed: FreedCommitment[] = [];
  for (const charge of chosen.live) {
    if (charge.line.pricing_category === SPOT)
      return unknown(`${namesOf([charge])} is charged for at spot prices, which no price list tells.`);
    const before = charge.paid;
    charge.paid = scaled(before, ratio);
    const own = repriceCovered(charge, ratio, step);
    if (!own) return unknown(`The bill does not tell what ${namesOf([charge])} costs without its commitment.`);
    saved.push(lessAmounts(before, charge.paid));
    freed.push(...own);
  }
  const { live, over } = chosen;
  const at = percent((pair.to.price / pair.from.price) * quantity_ratio);
  const text = `${namesOf(live.length > 0 ? live : over)} at ${at} of what it costs: ${step.because}${notesOf(chosen, start)}.`;
  return {
    line: { text, amounts: addAmounts(saved), source: 'own_bill_and_prices', prices: [pair.from, pair.to] },
    freed,
    unknown: null,
    is_missing: false,
  };
}

/** What the own bill pays of list prices, where it tells both of them for use at on-demand prices; null where it does not. */
function discountOf(charges: readonly MonthlyCharge[]): number | null {
  const told = charges.filter(
    ({ line }) =>
      line.commitment_id === null && line.pricing_category !== SPOT && line.list !== null && line.contracted !== null,
  );
  const list = sumDecimals(told.map(({ line }) => line.list!));
  const contracted = sumDecimals(told.map(({ line }) => line.contracted!));
  if (compareDecimals(list, '0') <= 0 || compareDecimals(contracted, '0') <= 0) return null;
  return compareDecimals(contracted, list) > 0 ? null : Number(contracted) / Number(list);
}

/** Hours of the month that prices by the month are for. */
const PRICED_HOURS = 730;

/** Something is charged for in addition: at list prices, less what the own bill shows as discount. */
function priceAdds(
  charges: readonly MonthlyCharge[],
  step: Of<'adds'>,
  prices: PriceList,
  currency: string,
): PricedStep {
  const row = prices.find(step.price);
  if (!row) return unknown(`The price of ${step.price.sku} in ${step.price.region} is not known.`);
  if (currency !== 'USD')
    return unknown(`What would be added has a price in US dollars, but the bill is in ${currency}.`);
  const hours = row.unit.endsWith('_month') ? MONTH_DAYS * 24 : PRICED_HOURS;
  const quantity = timesRatio(decimalOf(step.quantity), String(hours), String(PRICED_HOURS));
  const list = timesRatio(quantity, decimalOf(row.price), '1');
  const discount = discountOf(charges);
  const contracted = discount === null ? null : timesDecimal(list, discount);
  const paid =
    discount === null || discount === 1
      ? 'list price'
      : `list price, less the ${percent(1 - discount)} that your bill shows as discount`;
  const text = `Added: ${step.because} (${step.quantity} × ${row.price} US dollars per ${row.unit.replaceAll('_', ' ')}, ${paid}).`;
  const amounts = negatedAmounts({ effective: contracted ?? list, list, contracted });
  return { line: { text, amounts, source: 'prices', prices: [row] }, freed: [], unknown: null, is_missing: false };
}

/** What steps are priced by. */
export interface Pricing {
  prices: PriceList;
  currency: string;
  /** The first of the bill's days. */
  start: IsoDate;
}

/** Prices one step on the charges of its resource, and takes what it saves from what is left of them. */
export function priceStep(
  step: SavingStep,
  charges: readonly MonthlyCharge[],
  { prices, currency, start }: Pricing,
): PricedStep {
  if (step.kind === 'unknown') return unknown(sentenceOf(step.because));
  if (step.kind === 'adds') return priceAdds(charges, step, prices, currency);
  const chosen = choose(charges, step);
  if (chosen.live.length === 0 && chosen.over.length === 0) {
    const reason = undecided(charges, step.of);
    return { line: null, freed: [], unknown: reason, is_missing: reason === null };
  }
  return step.kind === 'reprice' ? priceReprice(chosen, step, prices, start) : priceShare(chosen, step, start);
}
