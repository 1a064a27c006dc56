import { COST_CENTERS, OWNERS, type ProviderName, type Service, SUB_ACCOUNTS, TEAMS } from './catalogue.ts';
import { resourceColumns, usageColumns, usageCosts } from './charges.ts';
import type { SampleRow } from './columns.ts';
import { ESTATE, type EstateEntry } from './estate-data.ts';
import { noise } from './random.ts';
import type { Resource } from './resources.ts';

/** Above the numbers of all other resources, whatever their count, so that the noise of these never changes. */
const FIRST_NUMBER = 5_001;

/** One charge a day of a resource of the estate; several may have the same id. */
export interface EstateCharge extends Resource {
  key: string;
  /** Units a day, in 1e-4. */
  quantity: number;
}

/** Seventeen hexadecimal digits that depend on `number` alone, as AWS ends its ids with. */
export const hexOf = (number: number): string =>
  `0${noise(number, 1).toString(16).slice(2, 10)}${noise(number, 2).toString(16).slice(2, 10)}`.padEnd(17, '0');

const pick = <T>(choices: readonly T[], number: number, what: number): T =>
  choices[Math.floor(noise(number, what) * choices.length)] as T;

const serviceOf = ({ provider, service, category, subcategory, resource_type, id_path }: EstateEntry): Service => ({
  name: service,
  provider,
  category,
  subcategory,
  resource_type,
  id_path,
  rhythm: 'steady',
  resources: 0,
  monthly: null,
  skus: [],
});

function idOf({ id_path, provider, region }: EstateEntry, account_id: string, account: string, own: string): string {
  if (provider === 'Microsoft')
    return `${account_id}/resourceGroups/rg-${account}/providers/${id_path}${own}`.toLowerCase();
  const [prefix = '', rest = ''] = id_path.split(/:(.*)/s);
  return `arn:aws:${prefix}:${region}:${account_id}:${rest}${own}`;
}

function chargesOf(entry: EstateEntry, number: number, days: number): EstateCharge[] {
  const account = SUB_ACCOUNTS.find(({ name }) => name === entry.account);
  if (!account) throw new Error(`The estate names the account ${entry.account}, which is not in the catalogue.`);
  const name = `${entry.application}-${account.environment}-${number}`;
  const tags = {
    team: pick(TEAMS, number, 3),
    env: account.environment,
    cost_center: pick(COST_CENTERS, number, 4),
    application: entry.application,
    owner: pick(OWNERS, number, 5),
  };
  const shared = {
    key: entry.key,
    number,
    id: idOf(entry, account.id, account.name, entry.id_path.endsWith('-') ? hexOf(number) : name),
    name,
    service: serviceOf(entry),
    account,
    region: entry.region,
    born: 0,
    gone: days,
    size: 1,
    tags: JSON.stringify(tags),
  };
  return entry.meters.map(({ sku, daily }) => ({ ...shared, sku, quantity: Math.round(daily * 10_000) }));
}

/** All charges of the estate, alive through all of `days`. */
export const makeEstate = (days: number): EstateCharge[] =>
  ESTATE.flatMap((entry, index) => chargesOf(entry, FIRST_NUMBER + index, days));

/** The rows of the estate of a provider: the same every day, at negotiated prices and under no commitment. */
export const estateRows = (estate: EstateCharge[], provider: ProviderName): SampleRow[] =>
  estate
    .filter((charge) => charge.service.provider === provider)
    .map((charge) => ({
      ...resourceColumns(charge),
      ...usageColumns(charge.quantity, usageCosts(charge, charge.quantity, null), null),
    }));
