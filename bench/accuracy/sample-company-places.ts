// Made-up organizations in which costs rise or fall in a service, an account, a region or a part of one: is there one
// incident for each, at the right slice and from the right day on? Beside the sample company, which has few of them.
import { type FoundIncident, findIncidents } from '../../src/anomalies/core/incidents.ts';
import type { CostCell, CostCube } from '../../src/costs/core/cube.ts';
import { type Scope, scopeKey } from '../../src/costs/core/scope.ts';
import { addDays, daysBetween } from '../../src/platform/core/dates.ts';
import { normal, randomFrom } from './random.ts';
import { judgedSlices } from './sample-company-found.ts';

const START = '2026-01-01';
const DAYS = 300;
const FIRST_EVENT = 90;
const LAST_EVENT = 280;
const ACCOUNTS = ['a', 'b', 'c', 'd', 'e', 'f'];
const SERVICES = ['s1', 's2', 's3', 's4', 's5', 's6', 's7', 's8'];
const REGIONS = ['r1', 'r2', 'r3'];
const KINDS = ['part', 'part', 'service', 'account', 'region', 'lasting', 'drop'] as const;

type Random = () => number;

interface Event {
  scope: Scope;
  direction: 'up' | 'down';
  from: number;
  until: number;
}

/** What merging did with planted events. */
export interface PlacesResult {
  planted: number;
  /** An incident in the direction, that names a place of it, on its day or for its slice. */
  found: number;
  right_slice: number;
  /** To the day before or after. */
  right_start: number;
  /** Incidents that are none of them. */
  others: number;
}

const pick = <T>(values: readonly T[], random: Random): T => values[Math.floor(random() * values.length)]!;

/** Six accounts with most of eight services in most of three regions: sizes over two orders, quiet weekends, noise of 3 %. */
function cellsOf(random: Random): CostCell[] {
  const cells: CostCell[] = [];
  for (const account of ACCOUNTS)
    for (const service of SERVICES) {
      if (random() < 0.25) continue;
      for (const region of REGIONS.filter(() => random() < 0.6)) {
        const size = Math.exp(2 + 2 * random() + normal(random));
        const weekend = random() < 0.5 ? 1 : 0.6;
        const amounts = Float64Array.from({ length: DAYS }, (_, day) => {
          const rhythm = (day + 3) % 7 >= 5 ? weekend : 1;
          return size * rhythm * (1 + 0.03 * normal(random)) * (1 + 0.0004 * day);
        });
        cells.push({ values: [account < 'd' ? 'P' : 'Q', account, service, region], amounts });
      }
    }
  return cells;
}

function placeOf(kind: (typeof KINDS)[number], { values }: CostCell): Scope {
  const [, account, service, region] = values;
  if (kind === 'service') return { service };
  if (kind === 'account') return { account };
  return kind === 'region' ? { region } : { account, service };
}

const isIn =
  ({ account, service, region }: Scope) =>
  ({ values }: CostCell): boolean =>
    (account === undefined || values[1] === account) &&
    (service === undefined || values[2] === service) &&
    (region === undefined || values[3] === region);

const lengthOf = (kind: (typeof KINDS)[number], random: Random): number => {
  if (kind === 'lasting') return 20 + Math.floor(random() * 20);
  return kind === 'drop' ? 5 : 1 + Math.floor(random() * 8);
};

/** Changes the cells, an event after the other, three in ten of them at once with the one before. */
function plant(cells: CostCell[], random: Random): Event[] {
  const events: Event[] = [];
  const total = cells.reduce((sum, { amounts }) => sum + amounts[100]!, 0);
  for (let from = FIRST_EVENT; from < LAST_EVENT; ) {
    const kind = pick(KINDS, random);
    const scope = placeOf(kind, pick(cells, random));
    const within = cells.filter(isIn(scope));
    const size = within.reduce((sum, { amounts }) => sum + amounts[from]!, 0);
    const factor = kind === 'drop' ? 0.2 : Math.max(1.5, 1 + ((0.02 * total) / size) * (1 + 2 * random()));
    const until = Math.min(DAYS, from + lengthOf(kind, random));
    // What is below 1 % of all costs is none that must be noticed; what is twenty times as much is no everyday event.
    if (Math.abs(factor - 1) * size < 0.01 * total || factor > 20) continue;
    for (const { amounts } of within) for (let day = from; day < until; day++) amounts[day] = amounts[day]! * factor;
    events.push({ scope, direction: factor > 1 ? 'up' : 'down', from, until });
    const pause = kind === 'lasting' ? 32 : 12;
    from = (random() < 0.3 ? from : until + pause) + Math.floor(random() * 6);
  }
  return events;
}

const isSameStart = ({ started_on }: FoundIncident, { from }: Event): boolean =>
  Math.abs(daysBetween(addDays(START, from), started_on)) <= 1;
const isSameSlice = ({ scope_key }: FoundIncident, { scope }: Event): boolean => scope_key === scopeKey(scope);

function match(
  event: Event,
  found: readonly FoundIncident[],
  taken: ReadonlySet<FoundIncident>,
): FoundIncident | undefined {
  const [first, end] = [addDays(START, event.from), addDays(START, event.until)];
  const near = found.filter(
    (one) => !taken.has(one) && one.direction === event.direction && one.started_on <= end && one.last_day >= first,
  );
  const names = ({ scope }: FoundIncident): boolean =>
    Object.entries(event.scope).some(([grouping, value]) => scope[grouping as keyof Scope] === value);
  return (
    near.find((one) => isSameSlice(one, event) && isSameStart(one, event)) ??
    near.find((one) => isSameSlice(one, event)) ??
    near.find((one) => names(one) && isSameStart(one, event))
  );
}

function measureOne(seed: number): PlacesResult {
  const random = randomFrom(seed);
  const cells = cellsOf(random);
  const events = plant(cells, random);
  const groupings = ['provider', 'account', 'service', 'region'] as const;
  const cube: CostCube = { currency: 'USD', start: START, days: DAYS, groupings, cells, labels: new Map() };
  const found = findIncidents({ cubes: [cube], slices: judgedSlices([cube]), continuing: [], severity_impacts: null });
  const taken = new Set<FoundIncident>();
  const result: PlacesResult = { planted: events.length, found: 0, right_slice: 0, right_start: 0, others: 0 };
  for (const event of events) {
    const incident = match(event, found, taken);
    if (!incident) continue;
    taken.add(incident);
    result.found += 1;
    result.right_slice += Number(isSameSlice(incident, event));
    result.right_start += Number(isSameStart(incident, event));
  }
  return { ...result, others: found.length - taken.size };
}

/** Measures `organizations` made-up organizations, each over 300 days (about a second each). */
export function measurePlaces(organizations = 16): PlacesResult {
  const sum: PlacesResult = { planted: 0, found: 0, right_slice: 0, right_start: 0, others: 0 };
  for (let seed = 1; seed <= organizations; seed++) {
    const one = measureOne(seed);
    for (const name of ['planted', 'found', 'right_slice', 'right_start', 'others'] as const) sum[name] += one[name];
  }
  return sum;
}
