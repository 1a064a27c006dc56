import type { Commitment } from './commitments.ts';
import type { Resource } from './resources.ts';
import { dollarsPerDay } from './use.ts';

/** Something out of the ordinary that was planted, by days since the start; `until` is not included. */
export interface Incident {
  id: string;
  kind: 'runaway' | 'forgotten' | 'storm' | 'drift' | 'intrusion' | 'commitment expired';
  description: string;
  from: number;
  until: number;
  concerns: (resource: Resource) => boolean;
  /** What use is multiplied with on a day; 1 leaves it. */
  factor: (day: number) => number;
}

/** What an incident really cost, added up from the rows it touched; dollars a day. */
export interface IncidentTruth {
  id: string;
  kind: Incident['kind'];
  description: string;
  /** First day, and the day after the last. */
  start: string;
  end: string;
  provider: string;
  service: string;
  /** Null where it is in several. */
  sub_account_id: string | null;
  region: string | null;
  expected_daily: number;
  actual_daily: number;
}

/** Dollars that each night's snapshots add to what a day costs, and for how long. */
const LEAKED_DOLLARS = 0.8;
const LEAKING_DAYS = 120;

const between = (from: number, until: number, factor: number) => (day: number) =>
  day >= from && day < until ? factor : 1;

const ordinaryDollars = ({ service, size }: Resource): number => dollarsPerDay(service) * size;

/** The largest resource of a service that is always there. */
const largestOf = (resources: Resource[], service: string, days: number): Resource | undefined =>
  resources
    .filter((r) => r.service.name === service && r.born === 0 && r.gone === days)
    .toSorted((a, b) => b.size - a.size)[0];

interface Plan extends Omit<Incident, 'concerns' | 'factor'> {
  service: string;
  /** What it adds a day, at list price before the growth of the time. */
  dollars: number;
}

/** An incident of the largest resource of its service; none where the service has none that lasts. */
function onLargest(resources: Resource[], days: number, { service, dollars, ...incident }: Plan): Incident[] {
  const chosen = largestOf(resources, service, days);
  if (!chosen) return [];
  const times = 1 + dollars / ordinaryDollars(chosen);
  return [{ ...incident, concerns: (r) => r === chosen, factor: between(incident.from, incident.until, times) }];
}

/** Snapshots of the account that has the largest: each night adds to what they cost. */
function snapshotLeak(resources: Resource[], days: number): Incident[] {
  const service = 'Amazon EBS Snapshots';
  const account = largestOf(resources, service, days)?.account;
  const own = resources.filter(
    (r) => r.service.name === service && r.account === account && r.born === 0 && r.gone === days,
  );
  const growth = LEAKED_DOLLARS / own.reduce((sum, resource) => sum + ordinaryDollars(resource), 0);
  const from = days - LEAKING_DAYS;
  return own.length === 0
    ? []
    : [
        {
          id: 'snapshot-leak',
          kind: 'drift',
          from,
          until: days,
          description: 'Nightly snapshots were no longer deleted.',
          concerns: (resource) => own.includes(resource),
          factor: (day) => 1 + growth * Math.max(0, day - from),
        },
      ];
}

/** A commitment that ends before the others and is not renewed: what it covered costs its full price from then on. */
export const expiryOf = (commitment: Commitment, days: number): Incident => ({
  id: 'reservation-expired',
  kind: 'commitment expired',
  from: commitment.until,
  until: days,
  description: `${commitment.name}: it ended and was not renewed.`,
  concerns: commitment.covers,
  factor: () => 1,
});

/** The incidents of `days` days that multiply the use of resources there are. */
export function planIncidents(resources: Resource[], days: number): Incident[] {
  return [
    ...onLargest(resources, days, {
      id: 'nat-runaway',
      kind: 'runaway',
      service: 'Amazon Virtual Private Cloud',
      from: days - 103,
      until: days - 97,
      dollars: 260,
      description: 'A service pulled its images through a NAT gateway in a loop.',
    }),
    ...onLargest(resources, days, {
      id: 'request-storm',
      kind: 'storm',
      service: 'Amazon Simple Storage Service',
      from: days - 47,
      until: days - 44,
      dollars: 1_150,
      description: 'A misconfigured job listed a bucket millions of times.',
    }),
    ...onLargest(resources, days, {
      id: 'log-flood',
      kind: 'runaway',
      service: 'Azure Monitor',
      from: days - 160,
      until: days - 152,
      dollars: 420,
      description: 'Debug logging was left on after a release.',
    }),
    ...onLargest(resources, days, {
      id: 'warehouse-query',
      kind: 'runaway',
      service: 'Amazon Athena',
      from: days - 11,
      until: days - 8,
      dollars: 450,
      description: 'A dashboard scanned the whole lake every minute.',
    }),
    ...snapshotLeak(resources, days),
  ];
}

/** Resources that are there because of an incident alone: their whole cost is out of the ordinary. */
export interface PlantedResources {
  id: string;
  kind: Incident['kind'];
  description: string;
  account: string;
  region: string;
  count: number;
  meter: string;
  price: number;
  from: number;
  until: number;
}

export const plantedResources = (days: number): PlantedResources[] => [
  {
    id: 'forgotten-gpu',
    kind: 'forgotten',
    account: 'sandbox',
    region: 'us-west-2',
    count: 4,
    meter: 'g5.12xlarge',
    price: 5_672_000,
    from: days - 9,
    until: days,
    description: 'GPU instances of a trial were never stopped.',
  },
  {
    id: 'crypto-mining',
    kind: 'intrusion',
    account: 'shop-development',
    region: 'ap-southeast-2',
    count: 24,
    meter: 'c6i.8xlarge',
    price: 1_776_000,
    from: days - 70,
    until: days - 68,
    description: 'A leaked access key started instances in a region never used before.',
  },
];
