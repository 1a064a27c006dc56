import type { InventoryResource } from '../../../connections/core/inventory.ts';
import { numberOf, textOf } from '../reading.ts';

const USERS = ['virtual_machine_id', 'private_endpoint_id', 'private_link_service_id'];

/** Whether nothing uses a network interface; null when Azure does not tell what runs on it. */
export function isOrphan(network_interface: InventoryResource): boolean | null {
  if (USERS.some((user) => textOf(network_interface, user) !== null)) return false;
  const workloads = numberOf(network_interface, 'hosted_workloads');
  return workloads === null ? null : workloads === 0;
}
