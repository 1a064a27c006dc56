import type { Resource } from './resources.ts';

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
  sub_account_id: string;
  region: string;
  expected_daily: number;
  actual_daily: number;
}

const between = (from: number, until: number, factor: number) => (day: number) =>
  day >= from && day < until ? factor : 1;

/** The largest production resource of a service that lives through all of [from, until). */
const victim = (resources: Resource[], service: string, from: number, until: number): Resource | undefined =>
  resources
    .filter(
      (r) => r.service.name === service && r.account.environment === 'prod' && r.born <= from - 30 && r.gone >= until,
    )
    .toSorted((a, b) => b.size - a.size)[0];

function onOne(
  resources: Resource[],
  plan: Omit<Incident, 'concerns' | 'factor'> & { service: string; times: number },
): Incident[] {
  const { service, times, ...incident } = plan;
  const chosen = victim(resources, service, plan.from, plan.until);
  if (!chosen) return [];
  return [{ ...incident, concerns: (r) => r === chosen, factor: between(plan.from, plan.until, times) }];
}

/** The incidents of `days` days that multiply the use of resources there are. */
export function planIncidents(resources: Resource[], days: number): Incident[] {
  return [
    ...onOne(resources, {
      id: 'nat-runaway',
      kind: 'runaway',
      service: 'Amazon Virtual Private Cloud',
      from: days - 103,
      until: days - 97,
      times: 14,
      description: 'A service pulled its images through a NAT gateway in a loop.',
    }),
    ...onOne(resources, {
      id: 'request-storm',
      kind: 'storm',
      service: 'Amazon Simple Storage Service',
      from: days - 47,
      until: days - 44,
      times: 22,
      description: 'A misconfigured job listed a bucket millions of times.',
    }),
    ...onOne(resources, {
      id: 'log-flood',
      kind: 'runaway',
      service: 'Azure Monitor',
      from: days - 160,
      until: days - 152,
      times: 7,
      description: 'Debug logging was left on after a release.',
    }),
    ...onOne(resources, {
      id: 'warehouse-query',
      kind: 'runaway',
      service: 'Amazon Athena',
      from: days - 11,
      until: days - 8,
      times: 18,
      description: 'A dashboard scanned the whole lake every minute.',
    }),
    {
      id: 'snapshot-leak',
      kind: 'drift',
      from: days - 120,
      until: days,
      description: 'Nightly snapshots were no longer deleted.',
      concerns: (r) => r.service.name === 'Amazon EBS Snapshots' && r.account.environment === 'prod',
      factor: (day) => (day < days - 120 ? 1 : 1 + (day - (days - 120)) / 40),
    },
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
