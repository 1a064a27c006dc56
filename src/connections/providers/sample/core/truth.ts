import { addDays, type IsoDate } from '../../../../platform/core/dates.ts';
import { usageCosts } from './charges.ts';
import type { Commitment } from './commitments.ts';
import { expiryOf, type Incident, type IncidentTruth } from './incidents.ts';
import type { Resource } from './resources.ts';
import { useOf } from './use.ts';

/** What should have been paid for what an incident concerns, and what was; 1e-12 dollars, by the id of the incident. */
export type IncidentSums = Map<string, { expected: bigint; actual: bigint }>;

/** What of a company its truth is told from. */
interface Told {
  start: IsoDate;
  days: number;
  resources: Resource[];
  commitments: Commitment[];
  incidents: Incident[];
  sums: IncidentSums;
}

/** Adds what a row of an incident would have cost, and what it did. */
export function addToSum(sums: IncidentSums, id: string, expected: bigint, actual: bigint): void {
  const sum = sums.get(id) ?? { expected: 0n, actual: 0n };
  sums.set(id, { expected: sum.expected + expected, actual: sum.actual + actual });
}

const isThere = ({ born, gone }: Resource, day: number): boolean => day >= born && day < gone;

/** Adds to the sums what commitments that are over would still have covered on a day, and what was paid instead. */
export function addExpired({ resources, commitments, days, sums }: Told, date: IsoDate, day: number): void {
  for (const commitment of commitments.filter(({ until }) => day >= until)) {
    let left = commitment.daily;
    let expected = 0n;
    let actual = 0n;
    for (const resource of resources) {
      if (!isThere(resource, day) || !commitment.covers(resource)) continue;
      const { covered, contracted } = usageCosts(resource, useOf(resource, date, day, days), commitment.rate_percent);
      const is_covered = covered !== null && covered <= left;
      if (is_covered) left -= covered;
      expected += is_covered ? covered : contracted;
      actual += contracted;
    }
    addToSum(sums, expiryOf(commitment, days).id, expected + left, actual);
  }
}

/** Dollars a day, to the cent, from a sum over `days` in 1e-12 dollars. */
const daily = (sum: bigint, days: number): number => Number(sum / BigInt(days) / 10_000_000_000n) / 100;

const onlyOne = (values: string[]): string | null => (new Set(values).size === 1 ? values[0]! : null);

/** The truth about all that was planted, by the sums so far; an incident that no row was about is left out. */
export function truthOf({ start, days, resources, commitments, incidents, sums }: Told): IncidentTruth[] {
  const expiries = commitments.filter(({ until }) => until < days).map((commitment) => expiryOf(commitment, days));
  return [...incidents, ...expiries].flatMap((incident) => {
    const sum = sums.get(incident.id);
    const concerned = resources.filter(incident.concerns);
    const [resource] = concerned;
    if (!sum || !resource) return [];
    const length = incident.until - incident.from;
    return [
      {
        id: incident.id,
        kind: incident.kind,
        description: incident.description,
        start: addDays(start, incident.from),
        end: addDays(start, incident.until),
        provider: resource.service.provider,
        service: resource.service.name,
        sub_account_id: onlyOne(concerned.map(({ account }) => account.id)),
        region: onlyOne(concerned.map(({ region }) => region)),
        expected_daily: daily(sum.expected, length),
        actual_daily: daily(sum.actual, length),
      },
    ];
  });
}
