import type { InventoryResource, MetricName } from '../../../connections/core/inventory.ts';
import { atLeast, holds } from '../checks.ts';
import type { Reason } from '../judging.ts';
import { flagOf, listOf, numberOf, textOf } from '../reading.ts';
import type { Check, Level } from '../types.ts';
import type { Use } from '../use.ts';

export const MB = 1_000_000;
export const SECONDS_PER_DAY = 86_400;
export const SECONDS_PER_HOUR = 3_600;

/** `1 app`, `3 apps`. */
export const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** What is of medium risk in production is of low risk where tags say that it is none. */
export const mediumInProduction = (is_production: boolean | null): Level =>
  is_production === false ? 'low' : 'medium';

/** What a machine does not get back when it is deallocated, as a sentence. */
export const whatIsLost = (machine: InventoryResource): string =>
  numberOf(machine, 'temporary_disk_mib') === 0
    ? 'A public address that is dynamic is lost.'
    : 'What is on its temporary disk is lost, and so is a public address that is dynamic.';

/**
 * Resource groups that services make for what is theirs, as they name them unless told otherwise: Databricks, Synapse, and
 * AKS, which the inventory knows by its clusters as well.
 */
export const MANAGED_GROUPS = /^(?:databricks-rg-|synapseworkspace-managedrg-|mc_)/;

/**
 * Tags of Kubernetes and OpenShift, and of Citrix, which keeps network interfaces and identity disks of machines that are
 * there only while somebody uses them (Citrix DaaS, "Azure on-demand provisioning").
 */
export const MANAGED_TAGS = /^(?:kubernetes\.io[-_]|Citrix)/i;

/** The scale set, cluster or service that a resource is part of; null where nothing says so. */
function ownerOf(resource: InventoryResource): string | null {
  if (resource.parent_id !== null) return resource.parent_id;
  const group = textOf(resource, 'resource_group')?.toLowerCase() ?? '';
  if (MANAGED_GROUPS.test(group)) return group;
  if (resource.tags['Vendor'] === 'Databricks') return 'Databricks';
  return Object.keys(resource.tags).find((key) => MANAGED_TAGS.test(key)) ?? null;
}

/** Holds for what is nobody's part: members of a scale set, cluster or service are made and removed by it. */
export function isNoMember(resource: InventoryResource): Check {
  const owner = ownerOf(resource);
  return holds(
    { check: 'member', text: 'belongs to a scale set, a Kubernetes cluster or a service' },
    owner === null,
    'no: its owner makes, changes and removes it',
    owner,
  );
}

/**
 * Whether the system of a machine is on a disk of its host (ephemeral): Azure cannot deallocate such a machine, and sets
 * it up anew when it gets another size (Microsoft, "Ephemeral OS disks").
 */
export const isOnHost = (machine: InventoryResource): boolean => flagOf(machine, 'os_disk_ephemeral') === true;

/** What is proposed for a machine that does nothing: Azure deallocates it, or people delete it where it cannot be. */
export function offOf(machine: InventoryResource, what: string) {
  if (!isOnHost(machine))
    return {
      title: `Deallocate the ${what}`,
      change: { action: 'azure.deallocate_vm', parameters: {} } as const,
      status: 'deallocated',
      reversible: true,
      risks: [] as Reason[],
    };
  return {
    title: `Delete the ${what}, which cannot be deallocated`,
    change: null,
    status: 'deleted',
    reversible: false,
    risks: [
      ['high', 'The disk of its system is on its host: Azure can only delete it, with what is on that disk.'] as Reason,
    ],
  };
}

/** Holds for what is old enough to be judged; unknown when its age is. */
export const isOldEnough = (age_days: number | null, days: number): Check =>
  atLeast({ check: 'age_days', text: 'age', unit: 'days' }, age_days, days);

/**
 * Holds for what was not made just now. Azure tells of few network resources when they were made; where it does not,
 * their configuration has to do.
 */
export const isNotJustMade = (age_days: number | null, days: number): Check =>
  holds(
    { check: 'age_days', text: 'age, where Azure tells it', unit: 'days' },
    age_days === null || age_days >= days,
    `at least ${days} days`,
    age_days,
  );

/**
 * Holds when nothing was counted. What is connected to nothing is often not measured at all, so that missing
 * measurements do not speak against it; a rule must have its configuration to go by, never this alone.
 */
export function countedNothing(use: Use, metric: MetricName, days: number, what: string): Check {
  const passed = use.window(metric, 'total', days);
  return holds(
    { check: metric, text: `${what} in ${days} days, where they are measured` },
    passed === null || passed.sum === 0,
    'none',
    passed?.sum ?? null,
  );
}

/** The parts of the id of something that belongs to a server of Azure SQL; null when the id does not name both. */
export function serverPartOf(
  { resource_id, name }: InventoryResource,
  kind: 'databases' | 'elasticpools',
): { server: string; part: string } | null {
  const [, server, part] = new RegExp(`/servers/([^/]+)/${kind}/([^/]+)$`, 'i').exec(resource_id) ?? [];
  if (!server || !part) return null;
  // Ids of the inventory are in lower case; the name keeps its own.
  return { server, part: name?.toLowerCase() === part.toLowerCase() ? name : part };
}

/** What becomes of the public addresses of a balancer that is deleted; nothing when it has none. */
export function addressesLeft(balancer: InventoryResource): Reason[] {
  const count = listOf<string>(balancer, 'public_ip_ids')?.length ?? 0;
  if (count === 0) return [];
  return [['low', `Its public addresses (${count}) stay: unused, they are charged until they are deleted as well.`]];
}
