import type { Collected, Partition } from '../../../../core/inventory.ts';
import type { NeedsAttentionError } from '../../../../server/provider.ts';
import { isUnknownKeys, NOT_KNOWN_YET, OrganizationDeniesError, organizationDenies } from '../errors.ts';

/** A look that was refused in a region, where others may not have been. */
interface Refusal {
  /** Null where one look tells of all regions. */
  region: string | null;
  partitions: Partition[];
  error: NeedsAttentionError;
}

/** The regions among `regions` where there were refusals; '' when that is everywhere. */
function placesOf(refusals: Refusal[], regions: number): string {
  const places = [...new Set(refusals.map(({ region }) => region))].sort();
  return places.includes(null) || places.length === regions ? '' : places.join(', ');
}

const policyOf = ({ error }: Refusal): string | null => (error as OrganizationDeniesError).policy;

/** Refusals by what is told of them: one sentence for all that one policy denies in the same regions. */
function deniedTogether(refusals: Refusal[], regions: number): [message: string, Refusal[]][] {
  const by_permission = Map.groupBy(refusals, (one) => `${policyOf(one)} ${one.error.permission}`);
  const groups = Map.groupBy(by_permission.values(), (same) => `${policyOf(same[0]!)} ${placesOf(same, regions)}`);
  return [...groups.values()].map((group) => {
    const all = group.flat();
    const [first, ...more] = [...new Set(all.map(({ error }) => error.permission!))].sort();
    const places = placesOf(all, regions);
    const what = `${first}${more.length > 0 ? ` and ${more.length} more` : ''}${places && ` in ${places}`}`;
    return [organizationDenies(what, policyOf(all[0]!)), all];
  });
}

/**
 * What keeps single regions from being read: policies of the organization, and regions that do not know the keys yet. It
 * is told once all looks have ended, and it is known where: as few sentences as say it all.
 */
export class Refusals {
  readonly #denied: Refusal[] = [];
  readonly #unknown: Refusal[] = [];

  /** Whether the error was one of those, and is told later. */
  hold(error: unknown, region: string | null, partitions: Partition[]): boolean {
    if (error instanceof OrganizationDeniesError) this.#denied.push({ region, partitions, error });
    else if (isUnknownKeys(error)) this.#unknown.push({ region, partitions, error: error as NeedsAttentionError });
    else return false;
    return true;
  }

  /** Throws when none of the `looks` found its keys known: then it is the keys. */
  *tell(regions: number, looks: number): Generator<Collected> {
    if (this.#unknown.length === looks) throw this.#unknown[0]!.error;
    const places = placesOf(this.#unknown, regions);
    const unknown = places ? `In ${places}: ${NOT_KNOWN_YET}` : NOT_KNOWN_YET;
    const told: [string, Refusal[]][] = [...deniedTogether(this.#denied, regions), [unknown, this.#unknown]];
    for (const [message, refusals] of told)
      for (const { partitions, error } of refusals)
        for (const partition of partitions) yield { kind: 'failed', partition, message, permission: error.permission };
  }
}
