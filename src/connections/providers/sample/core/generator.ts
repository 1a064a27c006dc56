import { addDays, addMonths, daysBetween, type IsoDate, monthStart } from '../../../../platform/core/dates.ts';
import { type ProviderName, SERVICES, SUB_ACCOUNTS } from './catalogue.ts';
import { commitmentPurchase, dayColumns, resourceColumns, unusedRow, usageColumns, usageCosts } from './charges.ts';
import { csvHeader, csvLine, type SampleRow } from './columns.ts';
import { type Commitment, makeCommitments } from './commitments.ts';
import { exactDecimal } from './decimal.ts';
import { type EstateCharge, estateRows, hexOf, makeEstate } from './estate.ts';
import {
  type Incident,
  type IncidentTruth,
  type PlantedResources,
  planIncidents,
  plantedResources,
} from './incidents.ts';
import { oneOffsOf } from './one-offs.ts';
import { createRandom } from './random.ts';
import { makeResources, type Resource } from './resources.ts';
import { addExpired, addToSum, type IncidentSums, truthOf } from './truth.ts';
import { useOf } from './use.ts';

const MONTHS = 13;
const LINES_PER_CHUNK = 500;

/** The sample company over its thirteen months. */
export interface SampleCompany {
  /** First day, and the day after the last. */
  start: IsoDate;
  end: IsoDate;
  days: number;
  resources: Resource[];
  /** What runs beside those, always and at the same rate, as charges a day. */
  estate: EstateCharge[];
  /** The charges of [`from`, `until`), days since the start, as the file has them. */
  rows(from: number, until: number): Iterable<SampleRow>;
  /** Effective costs of [`from`, `until`) by resource, in 1e-12 dollars; days since the start. */
  effectiveCosts(from: number, until: number): Map<string, bigint>;
  /** The billing file in pieces: a FOCUS 1.2 CSV. */
  file(): Generator<string>;
  /** What the planted incidents cost. Complete once `file` has been read to its end. */
  truth(): IncidentTruth[];
}

interface Plan {
  start: IsoDate;
  days: number;
  resources: Resource[];
  columns: SampleRow[];
  /** Resources that incidents started. */
  planted: Set<Resource>;
  /** The rows of the estate, by provider. */
  estate: Record<ProviderName, SampleRow[]>;
  commitments: Commitment[];
  incidents: Incident[];
  sums: IncidentSums;
}

const serviceNamed = (name: string) => SERVICES.find((service) => service.name === name) ?? SERVICES[0]!;

/** The instances that an incident starts, as resources of their own. */
const instancesOf = (planted: PlantedResources, first_number: number): Resource[] =>
  Array.from({ length: planted.count }, (_, index) => {
    const account = SUB_ACCOUNTS.find((a) => a.name === planted.account) ?? SUB_ACCOUNTS[0]!;
    const number = first_number + index;
    const id = hexOf(number);
    return {
      number,
      id: `arn:aws:ec2:${planted.region}:${account.id}:instance/i-${id}`,
      name: `i-${id}`,
      service: serviceNamed('Amazon Elastic Compute Cloud'),
      sku: {
        meter: `BoxUsage:${planted.meter}`,
        description: `$${planted.price / 1e6} per On Demand Linux ${planted.meter} Instance Hour`,
        unit: 'Hours',
        price: planted.price,
      },
      account,
      region: planted.region,
      born: planted.from,
      gone: planted.until,
      size: 1,
      tags: '',
    };
  });

/** Rows of use of one provider on one day; commitments are used up in the order of the resources. */
function* usageRows(plan: Plan, provider: ProviderName, day: number): Generator<SampleRow> {
  const own = plan.commitments.filter((commitment) => commitment.provider === provider && day < commitment.until);
  const left = new Map(own.map((commitment) => [commitment, commitment.daily]));
  const date = addDays(plan.start, day);
  for (const [index, resource] of plan.resources.entries()) {
    if (resource.service.provider !== provider || day < resource.born || day >= resource.gone) continue;
    const planted = plan.incidents.filter(
      (incident) => day >= incident.from && day < incident.until && incident.concerns(resource),
    );
    const base = useOf(resource, date, day, plan.days);
    const quantity = Math.round(base * planted.reduce((factor, incident) => factor * incident.factor(day), 1));
    // What an incident started runs beside the commitments: all that it costs is out of the ordinary.
    const wanted = plan.planted.has(resource) ? undefined : own.find((commitment) => commitment.covers(resource));
    const costs = usageCosts(resource, quantity, wanted?.rate_percent ?? null);
    const commitment = wanted && costs.covered !== null && costs.covered <= (left.get(wanted) ?? 0n) ? wanted : null;
    if (commitment && costs.covered !== null) left.set(commitment, (left.get(commitment) ?? 0n) - costs.covered);
    for (const { id } of planted) {
      const expected = plan.planted.has(resource) ? 0n : usageCosts(resource, base, null).contracted;
      addToSum(plan.sums, id, expected, costs.contracted);
    }
    yield { ...plan.columns[index], ...usageColumns(quantity, costs, commitment) };
  }
  for (const [commitment, unused] of left) if (unused > 0n) yield unusedRow(commitment, computeOf(commitment), unused);
}

const computeOf = (commitment: Commitment) =>
  serviceNamed(commitment.provider === 'AWS' ? 'Amazon Elastic Compute Cloud' : 'Virtual Machines');

/** The payments for commitments that fall on the first day of a month, for the days of it that they last. */
function* purchaseRows(plan: Plan, provider: ProviderName, day: number): Generator<SampleRow> {
  const date = addDays(plan.start, day);
  if (date !== monthStart(date)) return;
  for (const commitment of plan.commitments) {
    const days = Math.min(daysBetween(date, addMonths(date, 1)), commitment.until - day, plan.days - day);
    if (commitment.provider === provider && days > 0) yield commitmentPurchase(commitment, computeOf(commitment), days);
  }
}

function* dayRows(plan: Plan, day: number): Generator<SampleRow> {
  const date = addDays(plan.start, day);
  addExpired(plan, date, day);
  for (const provider of ['AWS', 'Microsoft'] as const) {
    const shared = dayColumns(provider, date);
    for (const row of purchaseRows(plan, provider, day)) yield { ...shared, ...row };
    for (const row of oneOffsOf(provider, date, day, plan.days)) yield { ...shared, ...row };
    for (const row of usageRows(plan, provider, day)) yield { ...shared, ...row };
    for (const row of plan.estate[provider]) yield { ...shared, ...row };
  }
}

function* fileOf(plan: Plan): Generator<string> {
  plan.sums.clear();
  yield csvHeader;
  let lines: string[] = [];
  for (let day = 0; day < plan.days; day++)
    for (const row of dayRows(plan, day)) {
      lines.push(csvLine(row));
      if (lines.length === LINES_PER_CHUNK) {
        yield lines.join('');
        lines = [];
      }
    }
  yield lines.join('');
}

/** The rows of some days, as the file has them. */
function* rowsOf(plan: Plan, from: number, until: number): Generator<SampleRow> {
  const own = { ...plan, sums: new Map() };
  for (let day = from; day < until; day++) yield* dayRows(own, day);
}

/** What each resource cost, commitments spread. */
function costsOf(rows: Iterable<SampleRow>): Map<string, bigint> {
  const costs = new Map<string, bigint>();
  for (const { ResourceId, EffectiveCost = '0' } of rows)
    if (ResourceId) costs.set(ResourceId, (costs.get(ResourceId) ?? 0n) + exactDecimal(EffectiveCost));
  return costs;
}

/** An incident whose resources are all its own: nothing of it was expected. */
const asIncident = (planted: PlantedResources, instances: Set<Resource>): Incident => ({
  id: planted.id,
  kind: planted.kind,
  description: planted.description,
  from: planted.from,
  until: planted.until,
  concerns: (resource) => instances.has(resource),
  factor: () => 1,
});

/**
 * The sample company: thirteen months before `end` (not included), from the first of a month. The same seed and end
 * give the same company to the last digit.
 */
export function generateSampleCompany({ seed, end }: { seed: number; end: IsoDate }): SampleCompany {
  const start = addMonths(end, -MONTHS);
  const days = daysBetween(start, end);
  const resources = makeResources(createRandom(seed), days);
  const incidents = planIncidents(resources, days);
  const planted = new Set<Resource>();
  for (const plan of plantedResources(days)) {
    const instances = instancesOf(plan, resources.length + 1);
    resources.push(...instances);
    for (const instance of instances) planted.add(instance);
    incidents.push(asIncident(plan, new Set(instances)));
  }
  const estate = makeEstate(days);
  const plan: Plan = {
    start,
    days,
    resources,
    columns: resources.map(resourceColumns),
    planted,
    estate: { AWS: estateRows(estate, 'AWS'), Microsoft: estateRows(estate, 'Microsoft') },
    commitments: makeCommitments(days),
    incidents,
    sums: new Map(),
  };
  const rows = (from: number, until: number) => rowsOf(plan, from, until);
  return {
    start,
    end,
    days,
    resources,
    estate,
    rows,
    effectiveCosts: (from, until) => costsOf(rows(from, until)),
    file: () => fileOf(plan),
    truth: () => truthOf(plan),
  };
}
