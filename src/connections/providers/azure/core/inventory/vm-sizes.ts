import { readerOf } from './reader.ts';
import type { VmSize } from './resource.ts';

const MIB_PER_GIB = 1_024;

const numberOf = (text: string | null): number | null =>
  text === null || Number.isNaN(Number(text)) ? null : Number(text);

function sizeOf(capabilities: Map<string, string>): VmSize {
  const text = (name: string): string | null => capabilities.get(name) ?? null;
  const memory_gib = numberOf(text('MemoryGB'));
  const premium = text('PremiumIO');
  return {
    vcpus: numberOf(text('vCPUs')),
    memory_mib: memory_gib === null ? null : memory_gib * MIB_PER_GIB,
    temporary_disk_mib: numberOf(text('MaxResourceVolumeMB')),
    premium_storage: premium === null ? null : premium.toLowerCase() === 'true',
    cpu_architecture: text('CpuArchitectureType'),
    max_data_disks: numberOf(text('MaxDataDiskCount')),
  };
}

/**
 * The sizes of virtual machines in a page of `Microsoft.Compute/skus`, by name in lower case. What Azure calls MB and GB
 * there are MiB and GiB.
 */
export function vmSizesIn(page: unknown): [string, VmSize][] {
  return readerOf(page)
    .list('value')
    .filter((sku) => sku.id('resourceType') === 'virtualmachines')
    .flatMap((sku) => {
      const name = sku.id('name');
      const capabilities = sku
        .list('capabilities')
        .map((capability): [string, string] => [capability.text('name') ?? '', capability.text('value') ?? '']);
      return name === null ? [] : [[name, sizeOf(new Map(capabilities))] as [string, VmSize]];
    });
}
