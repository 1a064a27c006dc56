// What the detector and the merging of its alarms find in the sample company, over its whole history.
import { detectSeries } from '../../src/anomalies/core/detect.ts';
import { type FoundIncident, findIncidents, type JudgedSlice } from '../../src/anomalies/core/incidents.ts';
import { defaultMinimumImpact } from '../../src/anomalies/core/severity.ts';
import type { SampleCompany } from '../../src/connections/providers/sample/core/generator.ts';
import { type CostCube, slicesOf } from '../../src/costs/core/cube.ts';
import type { Grouping } from '../../src/costs/core/dimensions.ts';
import { EMPTY_CALENDAR } from '../../src/forecasts/core/series.ts';
import { addDays, type IsoDate } from '../../src/platform/core/dates.ts';
import { cubeOf, type Row } from './sample-company-rows.ts';

/** The slices that a run judges. */
const PARTITIONS: readonly (readonly Grouping[])[] = [
  [],
  ['provider'],
  ['account'],
  ['service'],
  ['account', 'service'],
  ['region'],
];
/** Days that a first run learns from. */
const FIRST_JUDGED = 60;

const sum = (amounts: Float64Array): number => amounts.reduce((total, amount) => total + amount, 0);

/** What the detector says of all slices of some cubes: the first by its partitions, the others by what they are of. */
export function judgedSlices(cubes: readonly CostCube[]): JudgedSlice[] {
  const [main] = cubes as [CostCube];
  const all = cubes.flatMap((cube, index) =>
    (index === 0 ? PARTITIONS : [cube.groupings]).flatMap((by) =>
      slicesOf(cube, by).map((slice) => ({ ...slice, cube: index })),
    ),
  );
  const monthly = main.cells.reduce((total, { amounts }) => total + sum(amounts.subarray(-30)), 0);
  const options = {
    calendar: EMPTY_CALENDAR,
    replay_from: FIRST_JUDGED,
    minimum_impact: defaultMinimumImpact(monthly),
  };
  return all.map((slice) => {
    const series = { id: slice.key, start: main.start, values: slice.amounts };
    const { alarms, first_index, expected, lower, upper } = detectSeries(series, options);
    return { ...slice, alarms, first_index, expected, lower, upper };
  });
}

/** The incidents of a company, as its first run would find them. */
export function foundIn(rows: readonly Row[], company: SampleCompany): FoundIncident[] {
  const cubes = [
    cubeOf(rows, company, ['provider', 'account', 'service', 'region']),
    cubeOf(rows, company, ['tag:team']),
  ];
  return findIncidents({ cubes, slices: judgedSlices(cubes), continuing: [], severity_impacts: null });
}

/** Something that happened in the sample company, and that a detector should find. */
export interface Happening {
  id: string;
  direction: 'up' | 'down';
  /** First day, and the day after the last. */
  start: IsoDate;
  end: IsoDate;
  service: string;
  /** Null where several have it. */
  account: string | null;
  region: string | null;
  is_slow: boolean;
}

/** The planted incidents: all that happens in the sample company. */
export const happeningsIn = (company: SampleCompany): Happening[] =>
  company.truth().map((truth) => ({
    id: truth.id,
    direction: 'up',
    start: truth.start,
    end: truth.end,
    service: truth.service,
    account: truth.sub_account_id,
    region: truth.region,
    is_slow: truth.kind === 'drift',
  }));

/** A slow change may be dated three weeks late, any other one day. */
const DAYS_OFF = { slow: 21, abrupt: 1 };

const isWithinDays = (date: IsoDate, of: IsoDate, days: number): boolean =>
  date >= addDays(of, -days) && date <= addDays(of, days);

/** Whether an incident is at the place of a happening: all that its scope names is so, and it names a thing of it. */
function isThere({ scope }: FoundIncident, { service, account, region }: Happening): boolean {
  const is_right = (value: string | undefined, of: string | null): boolean =>
    value === undefined || of === null || value === of;
  const named = Object.keys(scope).filter((grouping) => grouping !== 'provider');
  // Where several accounts have it, its service says where it is.
  const is_told = account === null ? scope.service !== undefined : named.length > 0;
  return (
    is_told &&
    !named.some((grouping) => grouping.startsWith('tag:')) &&
    is_right(scope.service, service) &&
    is_right(scope.account, account) &&
    is_right(scope.region, region)
  );
}

/** The incident that is a happening: at its place, in its direction, begun on its day. */
export const incidentOf = (happening: Happening, found: readonly FoundIncident[]): FoundIncident | undefined =>
  found.find(
    (incident) =>
      incident.direction === happening.direction &&
      isThere(incident, happening) &&
      isWithinDays(incident.started_on, happening.start, DAYS_OFF[happening.is_slow ? 'slow' : 'abrupt']),
  );
