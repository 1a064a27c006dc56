import { dayOf, type IsoDate } from '../../../platform/core/dates.ts';
import { notFound } from '../../../platform/core/errors.ts';
import type { Transaction } from '../../../platform/server/database.ts';
import type { Change } from '../../../recommendations/core/change.ts';
import { cloudOf } from '../../../recommendations/core/components.ts';
import type { Status } from '../../../recommendations/core/contract.ts';
import type { Finding, Level } from '../../../recommendations/core/types.ts';
import { isSameChange } from '../../core/named.ts';

/** What somebody wants to be changed, as requests say it. */
export interface Wanted {
  recommendation_id?: string | undefined;
  inventory_id?: string | undefined;
  change?: Change | undefined;
}

/** What the recommendation tells of it. */
interface Found {
  id: string;
  status: Status;
  title: string;
  risk: Level;
  /** Exact decimal text of a month; null is unknown. */
  monthly_savings: string | null;
  currency: string | null;
  evidence: Finding['evidence'];
  /** The first day that it was not judged on. */
  evidence_since: IsoDate;
  /** What it proposes is what is wanted, so that its title, risk and saving count. */
  is_its_own: boolean;
}

/** A resource, what to make of it, and through which connection. */
export interface Target {
  found: Found | null;
  /** Null where only people can act. */
  change: Change | null;
  provider: 'aws' | 'azure';
  /** Null where the connection is not there any more. */
  connection: { id: string; name: string; enabled: boolean } | null;
  resource: {
    resource_id: string;
    resource_type: string;
    name: string | null;
    account_id: string;
    region: string | null;
    tags: Readonly<Record<string, string>>;
  };
  /** The last sync has not found it. */
  is_gone: boolean;
}

const readConnection = async (tx: Transaction, id: string | null): Promise<Target['connection']> => {
  if (id === null) return null;
  const row = await tx
    .selectFrom('providers')
    .select(['id', 'name', 'enabled'])
    .where('id', '=', id)
    .executeTakeFirst();
  return row ?? null;
};

async function readInventoryTarget(tx: Transaction, id: string, change: Change | undefined): Promise<Target> {
  const row = await tx
    .selectFrom('resources')
    .select(['provider_id', 'resource_id', 'resource_type', 'name', 'account_id', 'region', 'tags', 'gone_at'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw notFound('This resource');
  const { provider_id, gone_at, ...resource } = row;
  return {
    found: null,
    change: change ?? null,
    provider: cloudOf(resource.resource_type),
    connection: await readConnection(tx, provider_id),
    resource,
    is_gone: gone_at !== null,
  };
}

async function readFoundTarget(tx: Transaction, id: string, wanted: Change | undefined): Promise<Target> {
  const row = await tx
    .selectFrom('recommendations')
    .select(['id', 'status', 'title', 'risk', 'monthly_savings', 'currency', 'found_at', 'finding', 'provider'])
    .select(['provider_id', 'resource_id', 'resource_type', 'resource_name', 'account_id', 'region'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) throw notFound('This recommendation');
  const { finding, found_at, provider, provider_id, resource_id, resource_type, resource_name } = row;
  const known = await tx
    .selectFrom('resources')
    .select(['name', 'account_id', 'region', 'tags'])
    .where('provider_id', '=', provider_id)
    .where('resource_id', '=', resource_id)
    .where('gone_at', 'is', null)
    .executeTakeFirst();
  return {
    found: {
      id: row.id,
      status: row.status,
      title: row.title,
      risk: row.risk,
      monthly_savings: row.monthly_savings,
      currency: row.currency,
      evidence: finding.evidence,
      evidence_since: dayOf(new Date(found_at)),
      is_its_own: wanted === undefined || isSameChange(finding.change, wanted),
    },
    change: wanted ?? finding.change,
    provider,
    connection: await readConnection(tx, provider_id),
    resource: {
      resource_id,
      resource_type,
      name: known?.name ?? resource_name,
      account_id: known?.account_id ?? row.account_id,
      region: known ? known.region : row.region,
      tags: known?.tags ?? {},
    },
    is_gone: known === undefined,
  };
}

/** What is wanted, with all that is known of it. Throws a 404 problem for what is not there, or another organization's. */
export const readTarget = (tx: Transaction, { recommendation_id, inventory_id, change }: Wanted): Promise<Target> =>
  recommendation_id === undefined
    ? readInventoryTarget(tx, inventory_id ?? '', change)
    : readFoundTarget(tx, recommendation_id, change);
