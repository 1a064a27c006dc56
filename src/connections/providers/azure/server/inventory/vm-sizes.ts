import type { Row, VmSize } from '../../core/inventory/resource.ts';
import { vmSizesIn } from '../../core/inventory/vm-sizes.ts';
import { VM_SIZES } from '../../core/permissions.ts';
import type { AzureClient } from '../client.ts';
import type { Denials } from './denials.ts';

/** Types whose size is one of a virtual machine. */
const SIZED = /^microsoft\.(compute\/virtualmachine|dbfor\w+\/flexibleservers)/i;

async function readSizes(client: AzureClient, subscription_id: string, region: string): Promise<Map<string, VmSize>> {
  const filter = encodeURIComponent(`location eq '${region}'`);
  const path = `/subscriptions/${subscription_id}/providers/Microsoft.Compute/skus?api-version=2021-07-01&$filter=${filter}`;
  const sizes = new Map<string, VmSize>();
  for await (const page of client.pages('GET', path)) for (const [name, size] of vmSizesIn(page)) sizes.set(name, size);
  return sizes;
}

/** Sizes of virtual machines by region: one call for each region in use, whatever the number of subscriptions. */
export function openVmSizes(client: AzureClient, denials: Denials) {
  const sizes = new Map<string, Map<string, VmSize>>();
  return {
    /** Learns the sizes of the regions that `rows` are in. */
    async prepare(rows: Row[]): Promise<void> {
      for (const { row, region } of rows) {
        if (region === null || sizes.has(region) || !SIZED.test(row.type)) continue;
        const read = () => readSizes(client, row.subscriptionId, region);
        sizes.set(region, await denials.allowed(row.subscriptionId, VM_SIZES, new Map(), read));
      }
    },
    /** The size named `name`, in any case; null when it is unknown. */
    find: (region: string, name: string): VmSize | null => sizes.get(region)?.get(name.toLowerCase()) ?? null,
  };
}
