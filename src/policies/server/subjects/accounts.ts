import { sql } from 'kysely';
import type { CostCell, CostCube } from '../../../costs/core/cube.ts';
import { accountKey, type Costs } from '../../../costs/server/index.ts';
import { daysBetween } from '../../../platform/core/dates.ts';
import { decimalOf, sumDecimals } from '../../../platform/core/decimal.ts';
import { cloudOf, cloudOfProvider } from '../../../recommendations/core/components.ts';
import type { LabelSettings } from '../../../recommendations/core/labels.ts';
import type { AccountFacts } from '../../core/facts.ts';
import { type AccountCost, type AccountInventory, accountFacts } from '../../core/subjects/account.ts';
import type { Reading } from './reading.ts';

const DAYS = 30;
/** Bills of accounts may be some days ahead of those of others. */
const READ_DAYS = 2 * DAYS + 30;

interface BilledAccount {
  id: string;
  provider: string;
  /** By currency; amounts of 30 complete days and of the 30 before. */
  costs: AccountCost[];
}

/**
 * The sum of some days of all cells: of those that are known, or null where `all` have to be and one is not, or none is. It
 * is added up by decimals, so that no digits come from adding doubles.
 */
function sumOf(cells: readonly CostCell[], start: number, end: number, all: boolean): number | null {
  const known: string[] = [];
  let days = 0;
  for (let day = Math.max(0, start); day < end; day++) {
    const amounts = cells.map((cell) => cell.amounts[day]!);
    if (amounts.some(Number.isNaN)) continue;
    known.push(...amounts.map(decimalOf));
    days += 1;
  }
  return days === 0 || (all && days < end - start) ? null : Number(sumDecimals(known));
}

function costsOf(cube: CostCube, cells: readonly CostCell[], end: number): AccountCost {
  return {
    currency: cube.currency,
    monthly: sumOf(cells, end - DAYS, end, false),
    previous: sumOf(cells, end - 2 * DAYS, end - DAYS, true),
  };
}

/** What accounts cost, as bills have it, by `accountKey`. */
async function readBilled(context: Reading, costs: Pick<Costs, 'cubes'>): Promise<Map<string, BilledAccount>> {
  const { cubes, data_through } = await costs.cubes(context, {
    groupings: ['provider', 'account'],
    most_days: READ_DAYS,
    before_first_load: 'unknown',
  });
  const accounts = new Map<string, BilledAccount>();
  if (data_through === null) return accounts;
  for (const cube of cubes) {
    const end = daysBetween(cube.start, data_through) + 1;
    const by_account = Map.groupBy(cube.cells, ({ values: [, id = ''] }) => accountKey(id));
    for (const [key, cells] of by_account) {
      const [provider = '', id = ''] = cells[0]!.values;
      if (id === '') continue;
      const account = accounts.get(key) ?? {
        id,
        provider: cloudOfProvider(provider) ?? provider.toLowerCase(),
        costs: [],
      };
      account.costs.push(costsOf(cube, cells, end));
      accounts.set(key, account);
    }
  }
  return accounts;
}

type InventoryRow = Omit<AccountInventory, 'provider'> & { account_id: string; resource_type: string };

/** What the inventory has of accounts, by `accountKey`. */
async function readInventory(
  { transaction }: Reading,
  { owner_keys }: LabelSettings,
): Promise<Map<string, AccountInventory & { id: string }>> {
  const keys = owner_keys.map((key) => key.toLowerCase());
  const { rows } = await transaction((tx) =>
    sql<InventoryRow>`select account_id, min(resource_type) as resource_type, count(*)::integer as resources,
        count(*) filter (where not exists (select from jsonb_each_text(tags) as tag
          where lower(tag.key) = any(${keys}::text[]) and trim(tag.value) <> ''))::integer as without_owner,
        count(*) filter (where tags = '{}')::integer as without_tags
      from resources where gone_at is null group by account_id order by account_id`.execute(tx),
  );
  return new Map(
    rows.map(({ account_id, resource_type, ...counts }) => [
      accountKey(account_id),
      { id: account_id, provider: cloudOf(resource_type), ...counts },
    ]),
  );
}

/** One amount, where all is in one currency. */
const single = (account: BilledAccount | undefined): AccountCost | null => {
  const billed = (account?.costs ?? []).filter(({ monthly, previous }) => monthly !== 0 || previous !== 0);
  return billed.length === 1 ? billed[0]! : null;
};

/** Every account that bills or connections know, by `accountKey`. */
export async function readAccounts(
  context: Reading,
  costs: Pick<Costs, 'cubes' | 'accountNames'>,
  labels: LabelSettings,
): Promise<ReadonlyMap<string, AccountFacts>> {
  const names = await costs.accountNames(context);
  const billed = await readBilled(context, costs);
  const inventory = await readInventory(context, labels);
  const keys = [...new Set([...billed.keys(), ...inventory.keys()])].toSorted();
  return new Map(
    keys.map((key) => {
      const known = inventory.get(key);
      const account = billed.get(key);
      const { id, provider } = known ?? account!;
      return [key, accountFacts({ id, name: names.get(key) ?? null, provider }, single(account), known ?? null)];
    }),
  );
}
