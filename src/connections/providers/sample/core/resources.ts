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

/** Two in five resources were always there; the others come and go. */
const ALWAYS = 0.2;
const LIFE = { least: 6, spread: 150 };
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

function makeResource(random: Random, service: Service, number: number, days: number): Resource {
  const account = chooseAccount(random, service);
  const region = random.pick(account.regions);
  const always = random.next() < ALWAYS;
  const born = always ? 0 : random.below(days);
  const gone = always ? days : Math.min(days, born + LIFE.least + random.below(LIFE.spread));
  const name = `${random.pick(APPLICATIONS)}-${account.environment}-${String(number).padStart(4, '0')}`;
  const part_of_day = account.environment === 'dev' ? 0.42 : account.environment === 'staging' ? 0.6 : 1;
  return {
    number,
    id: idOf(random, service, account, region, name),
    name,
    service,
    sku: random.pick(service.skus),
    account,
    region,
    born,
    gone,
    // A long tail: few resources make most of a service's cost.
    size: service.monthly === null ? part_of_day : 0.1 + random.next() ** 4 * 6,
    tags: tagsOf(random, account),
  };
}

/** All resources of the company over `days` days, in the order of the catalogue. */
export function makeResources(random: Random, days: number): Resource[] {
  const resources: Resource[] = [];
  for (const service of SERVICES)
    for (let index = 0; index < service.resources; index++)
      resources.push(makeResource(random, service, resources.length + 1, days));
  return resources;
}
