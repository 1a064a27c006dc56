import {
  APPLICATIONS,
  COST_CENTERS,
  OWNERS,
  SERVICES,
  type Service,
  type Sku,
  SUB_ACCOUNTS,
  type SubAccount,
  TEAMS,
} from './catalogue.ts';
import type { Random } from './random.ts';
import { dollarsPerDay } from './use.ts';

/** Something that is billed every day from `born` until before `gone` (days since the start). */
export interface Resource {
  number: number;
  id: string;
  name: string;
  service: Service;
  sku: Sku;
  account: SubAccount;
  region: string;
  born: number;
  gone: number;
  /** Size beside others of its service; for hourly resources the part of the day that it runs. */
  size: number;
  tags: string;
}

/** One in five resources was always there, of production's machines one in three; the others come and go. */
const ALWAYS = 0.2;
const ALWAYS_IN_PRODUCTION = 0.3;
const LIFE = { least: 6, spread: 120 };
/**
 * What comes and goes costs less than these dollars a day, so that no coming or going is out of the ordinary: at the
 * company's spend, detection reports nothing below about 19. What runs by the hour may be a little larger.
 */
const MOST_OF_PASSING = 3;
const MOST_OF_PASSING_HOURLY = 5;
/** How much larger the others are for it, so that the services cost what the catalogue says. */
const LARGER_LASTING = 1.43;
const HOURS = 24;
/** How often a resource has a tag: nobody's tagging is whole. */
const TAGGED = { team: 0.83, env: 0.88, cost_center: 0.7, application: 0.8, owner: 0.55 };
const DIRTY_ENVIRONMENTS: Record<string, string> = {
  prod: 'Prod',
  staging: 'stage',
  dev: 'Development',
  shared: 'shared',
};

const hex = (random: Random, length: number): string =>
  Array.from({ length }, () => random.below(16).toString(16)).join('');

function chooseAccount(random: Random, service: Service): SubAccount {
  const own = SUB_ACCOUNTS.filter((account) => account.provider === service.provider);
  let left = random.next() * own.reduce((sum, account) => sum + account.weight, 0);
  return own.find((account) => (left -= account.weight) < 0) ?? own[0]!;
}

function tagsOf(random: Random, { environment }: SubAccount): string {
  const dirty = random.next() < 0.06;
  const values = {
    team: random.pick(TEAMS),
    env: dirty ? (DIRTY_ENVIRONMENTS[environment] ?? environment) : environment,
    cost_center: random.pick(COST_CENTERS),
    application: random.pick(APPLICATIONS),
    owner: random.pick(OWNERS),
  };
  const kept = Object.entries(values).filter(([key]) => random.next() < TAGGED[key as keyof typeof TAGGED]);
  return kept.length === 0 ? '' : JSON.stringify(Object.fromEntries(kept));
}

function idOf(random: Random, service: Service, account: SubAccount, region: string, name: string): string {
  if (service.provider === 'Microsoft')
    return `${account.id}/resourceGroups/rg-${account.name}/providers/${service.id_path}${name}`.toLowerCase();
  const [prefix = '', rest = ''] = service.id_path.split(/:(.*)/s);
  const own = rest.endsWith('-') ? `${rest}0${hex(random, 16)}` : `${rest}${name}`;
  return prefix === 's3' ? `arn:aws:s3:::${name}` : `arn:aws:${prefix}:${region}:${account.id}:${own}`;
}

/** A long tail: few resources, which are always there, make most of a service's cost. */
function sizeOf(random: Random, service: Service, is_lasting: boolean): number {
  const size = 0.1 + random.next() ** 4 * 6;
  return is_lasting ? size * LARGER_LASTING : Math.min(size, MOST_OF_PASSING / dollarsPerDay(service));
}

/** The kind that an hourly resource which comes and goes is of: the chosen one, else the cheapest; null if it is too dear. */
function passingSku(chosen: Sku, { skus }: Service, part_of_day: number): Sku | null {
  const [cheapest] = skus.toSorted((a, b) => a.price - b.price);
  const isSmall = ({ price }: Sku): boolean => (price * HOURS * part_of_day) / 1e6 <= MOST_OF_PASSING_HOURLY;
  return [chosen, cheapest!].find(isSmall) ?? null;
}

/** Multiples of it, without their whole part, fill the time evenly however many there are. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** When the next one of an account comes: what comes and goes is replaced, so births are spread over the time. */
function birthOf(random: Random, account: SubAccount, days: number, last: Map<SubAccount, number>): number {
  const first = random.next();
  const before = last.get(account);
  const time = before === undefined ? first : (before + GOLDEN) % 1;
  last.set(account, time);
  return Math.floor(time * days);
}

/** Where a resource is among those of its service, and how long the company is told of. */
interface Place {
  number: number;
  days: number;
  /** When, as a share of the time, the last one of each account came. */
  last: Map<SubAccount, number>;
  is_first: boolean;
}

function makeResource(random: Random, service: Service, { number, days, last, is_first }: Place): Resource {
  const account = chooseAccount(random, service);
  const region = random.pick(account.regions);
  const is_hourly = service.monthly === null;
  const share = is_hourly && account.environment === 'prod' ? ALWAYS_IN_PRODUCTION : ALWAYS;
  // A service without any that lasts would come and go as a whole.
  const always = random.next() < share || is_first;
  const born = always ? 0 : birthOf(random, account, days, last);
  const gone = always ? days : Math.min(days, born + LIFE.least + random.below(LIFE.spread));
  const name = `${random.pick(APPLICATIONS)}-${account.environment}-${String(number).padStart(4, '0')}`;
  const part_of_day = account.environment === 'dev' ? 0.42 : account.environment === 'staging' ? 0.6 : 1;
  const id = idOf(random, service, account, region, name);
  const chosen = random.pick(service.skus);
  const passing = is_hourly && !always ? passingSku(chosen, service, part_of_day) : chosen;
  const is_lasting = always || passing === null;
  return {
    number,
    id,
    name,
    service,
    sku: passing ?? chosen,
    account,
    region,
    born: is_lasting ? 0 : born,
    gone: is_lasting ? days : gone,
    size: is_hourly ? part_of_day : sizeOf(random, service, is_lasting),
    tags: tagsOf(random, account),
  };
}

/** All resources of the company over `days` days, in the order of the catalogue. */
export function makeResources(random: Random, days: number): Resource[] {
  const resources: Resource[] = [];
  for (const service of SERVICES) {
    const last = new Map<SubAccount, number>();
    for (let index = 0; index < service.resources; index++) {
      const place = { number: resources.length + 1, days, last, is_first: index === 0 };
      resources.push(makeResource(random, service, place));
    }
  }
  return resources;
}
