import { dayOf, daysBetween, type IsoDate } from '../../../platform/core/dates.ts';
import { cloudOf } from '../../../recommendations/core/components.ts';
import { environmentOf, isProduction, type LabelSettings, ownerOf } from '../../../recommendations/core/labels.ts';
import type { AccountFacts, ResourceFacts } from '../facts.ts';
import { type Billed, hoursOf } from './bill.ts';
import { hasPublicAddress, sizeOf } from './configuration.ts';
import type { Subject } from './subject.ts';

/** A resource as the inventory has it. */
export interface KnownResource {
  id: string;
  resource_id: string;
  resource_type: string;
  name: string | null;
  account_id: string;
  region: string | null;
  status: string | null;
  created_at: string | null;
  first_seen_at: string;
  tags: Readonly<Record<string, string>>;
  attributes: Readonly<Record<string, unknown>>;
}

/** What beside the inventory is known of a resource. */
export interface AroundResource {
  billed: Billed;
  hours: ReturnType<typeof hoursOf>;
  /** Recommendations about it that wait for somebody, and what they would save; null where that is not known. */
  recommendations: { open: number; monthly_savings: number | null };
  account: Partial<AccountFacts>;
  with_public_interface: boolean;
}

/** What all subjects of a check have in common. */
export interface Common {
  now: Date;
  labels: LabelSettings;
  /** E-mail addresses and names of members, in lower case. */
  members: ReadonlySet<string>;
}

export const isMember = (owner: string | null, { members }: Common): boolean =>
  owner !== null && members.has(owner.trim().toLowerCase());

const ageOf = (created_at: string | null, now: Date): number | null => {
  if (created_at === null) return null;
  const created = dayOf(new Date(created_at));
  return Math.max(0, daysBetween(created, dayOf(now)));
};

const tagNamed = (tags: KnownResource['tags'], name: string): string | null =>
  Object.entries(tags).find(([key, value]) => key.toLowerCase() === name && value.trim() !== '')?.[1] ?? null;

/** What expressions see of a resource. */
export function resourceFacts(
  resource: KnownResource,
  { hours, recommendations, with_public_interface }: AroundResource,
  common: Common,
): ResourceFacts {
  const { tags, attributes } = resource;
  const owner = ownerOf(tags, common.labels);
  return {
    id: resource.resource_id,
    name: resource.name,
    type: resource.resource_type,
    provider: cloudOf(resource.resource_type),
    account_id: resource.account_id,
    region: resource.region,
    state: resource.status,
    environment: environmentOf(tags, common.labels),
    production: isProduction(tags, common.labels),
    owner,
    owner_is_member: isMember(owner, common),
    team: tagNamed(tags, 'team'),
    size: sizeOf(attributes),
    public_ip: hasPublicAddress(resource.resource_type, attributes, with_public_interface),
    created_at: resource.created_at,
    age_days: ageOf(resource.created_at, common.now),
    first_seen_at: resource.first_seen_at,
    ...hours,
    open_recommendations: recommendations.open,
    monthly_savings: recommendations.monthly_savings,
    attributes,
  };
}

/** A resource as policies judge it. */
export function resourceSubject(resource: KnownResource, around: AroundResource, common: Common): Subject {
  const facts = resourceFacts(resource, around, common);
  return {
    subject_id: resource.resource_id,
    subject_name: resource.name ?? resource.resource_id,
    page_id: resource.id,
    provider: facts.provider,
    account_id: resource.account_id,
    region: resource.region,
    owner: facts.owner ?? null,
    tags: resource.tags,
    monthly_cost: around.billed.monthly_cost,
    currency: around.billed.currency,
    facts: {
      now: common.now.toISOString(),
      tags: resource.tags,
      resource: facts,
      cost: around.billed.facts,
      account: around.account,
    },
  };
}

/** How long a resource of a type ran; see `hoursOf`. */
export const resourceHours = (type: string, lines: Parameters<typeof hoursOf>[0], end: IsoDate | null) =>
  end === null ? {} : hoursOf(lines, cloudOf(type), end);
