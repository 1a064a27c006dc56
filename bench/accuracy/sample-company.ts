// A run over the sample company: does it find what was planted, and what else; do explanations name what was planted?
import type { Cause } from '../../src/anomalies/core/cause.ts';
import type { FoundIncident } from '../../src/anomalies/core/incidents.ts';
import { generateSampleCompany, type SampleCompany } from '../../src/connections/providers/sample/core/generator.ts';
import { SEED } from '../../src/connections/providers/sample/server/write-sample.ts';
import { daysBetween, type IsoDate } from '../../src/platform/core/dates.ts';
import { randomFrom } from './random.ts';
import { type CauseResult, causeOfDays, explainPlants } from './sample-company-causes.ts';
import { foundIn, type Happening, happeningsIn, incidentOf } from './sample-company-found.ts';
import { measurePlaces, type PlacesResult } from './sample-company-places.ts';
import { byDay, type Row, rowsOf } from './sample-company-rows.ts';

/** What the sample does beside its incidents: resources begin and end at random, and a new market brings use. */
export type Origin = 'resources that came or went' | 'the new market';

/** What a run over one company found. */
export interface CompanyResult {
  seed: number;
  end: IsoDate;
  happenings: { happening: Happening; found: FoundIncident | null }[];
  /** Found, and not planted as an incident; `origin` is what else the sample does, where it is that. */
  others: { found: FoundIncident; origin: Origin | null; summary: string }[];
  causes: CauseResult[];
}

export interface SampleResult {
  companies: CompanyResult[];
  planted: number;
  found: number;
  /** Not planted, but real changes. */
  real_changes: number;
  /** Neither. */
  false: number;
  /** Incidents planted by the benchmark into the rows. */
  causes: { planted: number; first_right_percent: number; explained_percent: number };
  /** Events of made-up organizations. */
  places: PlacesResult;
}

/** The real sample, the same company on other days, and others. */
const COMPANIES = [
  { seed: SEED, end: '2026-11-25' },
  { seed: SEED, end: '2026-07-09' },
  { seed: SEED, end: '2027-03-01' },
  { seed: 7, end: '2026-11-24' },
  { seed: 1, end: '2026-11-24' },
];
const PLANTS_PER_COMPANY = 100;
/** From this share of the difference on, resources that came or went are what it is about. */
const REAL_SHARE = 0.5;
/** Resources that came so long before an incident began can be what it is about: the detector waits for some to add up. */
const CAME_BEFORE_DAYS = 28;
/** When the new market is opened, in days before the company's end, and the rhythm of its services. */
const MARKET = { from: 150, until: 66, rhythm: 'shop' };

/** The resources that came or went about some days. */
function movingNear(company: SampleCompany, from: number, until: number): Set<string> {
  const near = (day: number): boolean => day > from - CAME_BEFORE_DAYS && day < until + 2;
  const moving = company.resources.filter(
    ({ born, gone }) => (born > 0 && near(born)) || (gone < company.days && near(gone)),
  );
  return new Set(moving.map(({ id }) => id));
}

function originOf(
  company: SampleCompany,
  from: number,
  until: number,
  { resources, actual, expected }: Cause,
): Origin | null {
  const moving = movingNear(company, from, until);
  const moved = resources.filter(({ resource_id }) => moving.has(resource_id));
  const share = moved.reduce((sum, { difference }) => sum + difference, 0) / (actual - expected);
  if (share >= REAL_SHARE) return 'resources that came or went';
  const is_then = company.days - from <= MARKET.from && company.days - from > MARKET.until;
  const [first] = resources;
  const rhythm = company.resources.find(({ id }) => id === first?.resource_id)?.service.rhythm;
  return is_then && rhythm === MARKET.rhythm ? 'the new market' : null;
}

function other(days: Row[][], company: SampleCompany, found: FoundIncident): CompanyResult['others'][number] {
  const from = daysBetween(company.start, found.started_on);
  const until = Math.min(company.days, daysBetween(company.start, found.last_day) + 1);
  const cause = causeOfDays(days, { from, until }, found.scope, company.start);
  return { found, origin: originOf(company, from, until, cause), summary: cause.summary };
}

function measureCompany({ seed, end }: { seed: number; end: IsoDate }, plants: number): CompanyResult {
  const company = generateSampleCompany({ seed, end });
  const rows = rowsOf(company);
  const days = byDay(rows, company.days);
  const found = foundIn(rows, company);
  const happenings = happeningsIn(company).map((happening) => ({
    happening,
    found: incidentOf(happening, found) ?? null,
  }));
  const planted = new Set(happenings.map((one) => one.found));
  return {
    seed,
    end,
    happenings,
    others: found.filter((one) => !planted.has(one)).map((one) => other(days, company, one)),
    causes: explainPlants(days, company, plants, randomFrom(seed)),
  };
}

const percent = (part: number, whole: number): number => (100 * part) / whole;

/**
 * Measures detection, merging and explanation on sample companies (half a minute each). Printed by the accuracy
 * benchmark; `companies` has every case.
 */
export function measureSampleCompany(companies = COMPANIES, plants = PLANTS_PER_COMPANY): SampleResult {
  const results = companies.map((company) => measureCompany(company, plants));
  const happenings = results.flatMap((result) => result.happenings);
  const others = results.flatMap((result) => result.others);
  const causes = results.flatMap((result) => result.causes);
  return {
    companies: results,
    planted: happenings.length,
    found: happenings.filter(({ found }) => found !== null).length,
    false: others.filter(({ origin }) => origin === null).length,
    real_changes: others.filter(({ origin }) => origin !== null).length,
    causes: {
      planted: causes.length,
      first_right_percent: percent(causes.filter(({ is_first_right }) => is_first_right).length, causes.length),
      explained_percent: percent(
        causes.filter(({ explained_percent }) => explained_percent >= 80).length,
        causes.length,
      ),
    },
    places: measurePlaces(),
  };
}
