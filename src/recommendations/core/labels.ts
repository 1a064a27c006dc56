import { z } from 'zod';

const words = z.array(z.string().trim().min(1).max(100)).max(50);

/** By which tags a resource's environment and owner are known. Keys and values are compared without regard to case. */
export const labelSettingsSchema = z.strictObject({
  /** The first of these keys that a resource has counts. */
  environment_keys: words.default(['environment', 'env', 'stage', 'tier']),
  /** Values of those keys that are not production. */
  non_production_values: words.default([
    'dev',
    'development',
    'test',
    'testing',
    'qa',
    'uat',
    'staging',
    'stage',
    'sandbox',
    'demo',
    'nonprod',
    'non-production',
  ]),
  owner_keys: words.default(['owner', 'team', 'contact', 'squad', 'cost-center', 'costcenter']),
});
export type LabelSettings = z.output<typeof labelSettingsSchema>;

type Tags = Readonly<Record<string, string>>;

function valueOf(tags: Tags, keys: readonly string[]): string | null {
  const known = new Map(Object.entries(tags).map(([key, value]) => [key.toLowerCase(), value.trim()]));
  for (const key of keys) {
    const value = known.get(key.toLowerCase());
    if (value) return value;
  }
  return null;
}

/** Whether tags say production (any value that is not listed as something else); null when no tag tells of it. */
export function isProduction(tags: Tags, settings: LabelSettings): boolean | null {
  const value = valueOf(tags, settings.environment_keys)?.toLowerCase();
  if (value === undefined) return null;
  return !settings.non_production_values.some((other) => other.toLowerCase() === value);
}

/** Which environment tags say a resource belongs to; null when none tells of it. */
export const environmentOf = (tags: Tags, settings: LabelSettings): string | null =>
  valueOf(tags, settings.environment_keys);

/** Who looks after a resource, as its tags say; null when none does. */
export const ownerOf = (tags: Tags, settings: LabelSettings): string | null => valueOf(tags, settings.owner_keys);
