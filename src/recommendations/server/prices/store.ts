import { daysBetween, type IsoDate } from '../../../platform/core/dates.ts';
import type { Database } from '../../../platform/server/database.ts';
import { idOf } from '../../core/prices/bundled.ts';
import type { ListedPrice, Listing } from '../../core/prices/listing.ts';
import type { PriceKey, PriceRow } from '../../core/types.ts';

type Store = Pick<Database, 'asOwner'>;

/** Prices change a few times a year; the lists are asked so seldom. */
const DAYS_OF_REST = 7;

interface StoredPrice extends PriceKey {
  unit: string;
  /** An exact decimal, as text. */
  price: string;
  source_name: string;
  read_on: IsoDate;
}

const KEYS = `jsonb_to_recordset($1::jsonb) as wanted (provider text, service text, region text, sku text)`;

async function readStored(database: Store, keys: readonly PriceKey[]): Promise<Map<string, StoredPrice>> {
  const { rows } = await database.asOwner(
    `select prices.provider, prices.service, prices.region, prices.sku, unit, price, source_name, read_on
      from installation.prices join ${KEYS} using (provider, service, region, sku)`,
    [JSON.stringify(keys)],
  );
  return new Map((rows as StoredPrice[]).map((row) => [idOf(row), row]));
}

/** What is known of `keys`, in their order. */
export async function readPrices(database: Store, keys: readonly PriceKey[]): Promise<PriceRow[]> {
  if (keys.length === 0) return [];
  const stored = await readStored(database, keys);
  return keys.flatMap((key) => {
    const row = stored.get(idOf(key));
    if (!row) return [];
    const { read_on, price, ...known } = row;
    return [{ ...known, price: Number(price), source: 'price_api' as const, date: read_on }];
  });
}

/** The questions of which nothing was answered within a week. */
export async function dueOf<Question>(
  database: Store,
  listings: readonly Listing<Question>[],
  today: IsoDate,
): Promise<Listing<Question>[]> {
  if (listings.length === 0) return [];
  const stored = await readStored(
    database,
    listings.flatMap(({ keys }) => keys),
  );
  const isFresh = (key: PriceKey): boolean => {
    const row = stored.get(idOf(key));
    return row !== undefined && daysBetween(row.read_on, today) < DAYS_OF_REST;
  };
  return listings.filter(({ keys }) => !keys.some(isFresh));
}

/** Writes what a list says today; what it does not say any more stays, with its date. */
export async function writePrices(
  database: Store,
  from: { provider: PriceKey['provider']; region: string; source_name: string; read_on: IsoDate },
  listed: readonly ListedPrice[],
): Promise<void> {
  const rows = listed.map((one) => ({ ...one, ...from }));
  await database.asOwner(
    `insert into installation.prices (provider, service, region, sku, unit, price, source_name, read_on)
      select provider, service, region, sku, unit, price, source_name, read_on
      from jsonb_to_recordset($1::jsonb) as listed (provider text, service text, region text, sku text, unit text,
        price numeric, source_name text, read_on date)
      on conflict (provider, service, region, sku) do update set
        unit = excluded.unit, price = excluded.price, source_name = excluded.source_name, read_on = excluded.read_on`,
    [JSON.stringify(rows)],
  );
}
