// Incidents of our own planted into the rows of the sample company: does their explanation name what was planted?

import type { Cause } from '../../src/anomalies/core/cause.ts';
import { baselineOf, explain, feeBaselineOf, weekdayWeights } from '../../src/anomalies/core/explain.ts';
import type { SampleCompany } from '../../src/connections/providers/sample/core/generator.ts';
import type { Scope } from '../../src/costs/core/scope.ts';
import { addDays, daysBetween, type IsoDate } from '../../src/platform/core/dates.ts';
import { causeCells, type Row, type RowGrouping, valueOf } from './sample-company-rows.ts';

export const PLANTS = [
  'use of a resource',
  'new resources',
  'price of a service',
  'vanished account',
  'use of a team',
] as const;
export type PlantKind = (typeof PLANTS)[number];

interface Plant {
  kind: PlantKind;
  from: number;
  until: number;
  /** What a row of those days becomes. */
  change: (row: Row) => Row | null;
  added: Row[];
  /** The values that it is at. */
  place: Partial<Record<'service' | 'account' | 'region' | 'usage_type' | 'tag:team' | 'resource', string>>;
}

/** What the explanation of planted incidents said. */
export interface CauseResult {
  kind: PlantKind;
  /** The first value of the first aspect is a planted one. */
  is_first_right: boolean;
  /** The first step of the way down is a planted value. */
  is_path_right: boolean;
  /** The first values of all aspects that the plant is of are the planted ones. */
  are_all_right: boolean;
  /** Percent of the difference that the first aspect's values make. */
  explained_percent: number;
  cause: Cause;
}

type Random = () => number;

const pick = <T>(values: readonly T[], random: Random): T => values[Math.floor(random() * values.length)]!;

const used = (rows: readonly Row[]): Row[] => rows.filter((row) => row.resource_id !== '' && row.cost > 0);

const times =
  (factor: number, concerns: (row: Row) => boolean) =>
  (row: Row): Row =>
    concerns(row) ? { ...row, cost: row.cost * factor, quantity: row.quantity * factor } : row;

const keep = (row: Row): Row => row;

type Span = Pick<Plant, 'from' | 'until'>;

/** A resource of some size uses a multiple. */
function useOfResource(days: Row[][], span: Span, random: Random): Plant {
  const sized = used(days[span.from]!).toSorted((a, b) => b.cost - a.cost);
  const row = pick(sized.slice(0, 150), random);
  const factor = 4 + random() * 16;
  const { service, account, region, usage_type, team, resource_id: resource } = row;
  const place = { service, account, region, usage_type, 'tag:team': team, resource };
  return {
    ...span,
    kind: 'use of a resource',
    change: times(factor, (r) => r.resource_id === row.resource_id),
    added: [],
    place,
  };
}

/** Some large resources, like one there is, in an account and region of another. */
function newResources(days: Row[][], span: Span, random: Random): Plant {
  const like = pick(used(days[span.from]!), random);
  const at = pick(
    used(days[span.from]!).filter(({ provider }) => provider === like.provider),
    random,
  );
  const count = 1 + Math.floor(random() * 8);
  const cost = (150 + random() * 500) / count;
  const added: Row[] = [];
  for (let day = span.from; day < span.until; day++)
    for (let index = 0; index < count; index++)
      added.push({
        ...like,
        day,
        account: at.account,
        account_name: at.account_name,
        region: at.region,
        team: '',
        is_fee: false,
        resource_id: `planted-${index}`,
        resource_name: `planted-${index}`,
        cost,
        quantity: cost / (like.cost / like.quantity),
      });
  const place = { service: like.service, account: at.account, region: at.region, usage_type: like.usage_type };
  return { ...span, kind: 'new resources', change: keep, added, place: { ...place, 'tag:team': '' } };
}

function priceOfService(days: Row[][], span: Span, random: Random): Plant {
  const row = pick(used(days[span.from]!), random);
  const factor = 1.4 + random();
  const change = (other: Row): Row => (other.service === row.service ? { ...other, cost: other.cost * factor } : other);
  return { ...span, kind: 'price of a service', change, added: [], place: { service: row.service } };
}

function vanishedAccount(days: Row[][], span: Span, random: Random): Plant {
  const row = pick(used(days[span.from]!), random);
  const change = (other: Row): Row | null => (other.account === row.account && other.resource_id !== '' ? null : other);
  return { ...span, kind: 'vanished account', change, added: [], place: { account: row.account } };
}

function useOfTeam(days: Row[][], span: Span, random: Random): Plant {
  const row = pick(
    used(days[span.from]!).filter(({ team }) => team !== ''),
    random,
  );
  const change = times(1.8 + random(), (other) => other.team === row.team && other.account === row.account);
  return { ...span, kind: 'use of a team', change, added: [], place: { account: row.account, 'tag:team': row.team } };
}

const MAKERS = [useOfResource, newResources, priceOfService, vanishedAccount, useOfTeam];

const isIn = (scope: Scope) => {
  const named = Object.entries(scope).filter(([, value]) => value !== undefined);
  return (row: Row): boolean => named.every(([grouping, value]) => valueOf(row, grouping as RowGrouping) === value);
};

/** The scopes that an incident may be reported for: those that hold all of it and leave something to tell. */
function scopesAround({ place }: Plant, provider: string): Scope[] {
  const { service, account } = place;
  const scopes: Scope[] = [{ provider }, { service }, { account }, { service, account }];
  return scopes.filter(
    (scope) =>
      Object.keys(scope).every(
        (grouping) => grouping === 'provider' || place[grouping as keyof typeof place] !== undefined,
      ) && Object.keys(place).some((grouping) => !Object.hasOwn(scope, grouping)),
  );
}

/** What counts of the days before, as `explain` asks for it. */
function comparedDays(from: number, until: number, company_start: IsoDate) {
  const [start, end] = [addDays(company_start, from), addDays(company_start, until)];
  const baseline = baselineOf(start, company_start);
  const { fee_start, fee_end } = feeBaselineOf(start, end);
  const weights = weekdayWeights({ start, end, ...baseline });
  const weekday = new Date(`${company_start}T00:00:00Z`).getUTCDay() + 6;
  const baseline_from = daysBetween(company_start, baseline.baseline_start);
  const [fees_from, fees_until] = [daysBetween(company_start, fee_start), daysBetween(company_start, fee_end)];
  const weight = (day: number, is_fee: boolean): number => {
    if (is_fee) return Number(day >= fees_from && day < fees_until);
    return day >= baseline_from ? weights[(weekday + day) % 7]! : 0;
  };
  return { dates: { start, end, ...baseline }, first: Math.min(baseline_from, fees_from), from, until, weight };
}

/** Explains some days of a scope; `change` is what happens to their rows, `added` what comes to them. */
export function causeOfDays(
  days: Row[][],
  span: Span,
  scope: Scope,
  start: IsoDate,
  { change, added }: Pick<Plant, 'change' | 'added'> = { change: keep, added: [] },
): Cause {
  const { first, dates, ...compared } = comparedDays(span.from, span.until, start);
  const rows: Row[] = [...added];
  for (let day = Math.max(0, first); day < span.until; day++)
    for (const row of days[day]!) {
      const changed = day < span.from ? row : change(row);
      if (changed) rows.push(changed);
    }
  const cells = causeCells(rows.filter(isIn(scope)), compared);
  return explain({ currency: 'USD', scope, ...dates, cells, neighbours: [] });
}

/** What a plant adds to the costs of its days. */
function plantedCost(days: Row[][], { from, until, change, added }: Plant): number {
  const cost = (rows: Row[]): number => rows.reduce((sum, row) => sum + row.cost, 0);
  return days
    .slice(from, until)
    .flat()
    .reduce((sum, row) => sum + (change(row)?.cost ?? 0) - row.cost, cost(added));
}

function judge({ kind, place }: Plant, cause: Cause): CauseResult {
  const value = (grouping: string): string | undefined => place[grouping as keyof typeof place];
  const known = cause.dimensions.filter(({ grouping }) => value(grouping) !== undefined);
  const [first] = cause.dimensions;
  return {
    kind,
    is_first_right: first?.values[0] !== undefined && first.values[0].value === value(first.grouping),
    is_path_right: cause.path[0] !== undefined && cause.path[0].value === value(cause.path[0].grouping),
    are_all_right: known.every(({ grouping, values }) => values[0]?.value === value(grouping)),
    explained_percent: first ? 100 - first.rest_percent : 0,
    cause,
  };
}

/** A plant is what is to be explained where it makes so much of the difference: the rest is what else went on. */
const LEAST_PLANTED = 0.7;
/** What changes a scope by less would be reported for none. */
const LEAST_CHANGE = 0.08;

/** Plants `count` incidents one after the other, and explains each at a scope that holds it. */
export function explainPlants(days: Row[][], company: SampleCompany, count: number, random: Random): CauseResult[] {
  const results: CauseResult[] = [];
  for (let index = 0; results.length < count; index++) {
    const from = 35 + Math.floor(random() * (company.days - 50));
    const span = { from, until: from + 2 + Math.floor(random() * 8) };
    const plant = MAKERS[index % MAKERS.length]!(days, span, random);
    const { service, account } = plant.place;
    const { provider } = days[from]!.find(isIn({ service, account })) ?? plant.added[0]!;
    const scopes = scopesAround(plant, provider);
    if (scopes.length === 0) continue;
    const cause = causeOfDays(days, span, pick(scopes, random), company.start, plant);
    const difference = cause.actual - cause.expected;
    const share = plantedCost(days, plant) / difference;
    if (Math.abs(difference) >= LEAST_CHANGE * cause.expected && share >= LEAST_PLANTED && share <= 2 - LEAST_PLANTED)
      results.push(judge(plant, cause));
  }
  return results;
}
