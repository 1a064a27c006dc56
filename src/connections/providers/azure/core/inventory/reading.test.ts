import { describe, expect, it } from 'vitest';
import { readerOf } from './reader.ts';
import { ownerOf } from './resource.ts';
import { enabledRules } from './storage.ts';
import { vmSizesIn } from './vm-sizes.ts';

const NETWORK = '/subscriptions/33333333-3333-4333-8333-333333333333/resourceGroups/Shop/providers/Microsoft.Network';
const lower = (id: string): string => id.toLowerCase();

describe('what is read on the way', () => {
  it.each<[string | null, string | null]>([
    [`${NETWORK}/networkInterfaces/N/ipConfigurations/c`, lower(`${NETWORK}/networkInterfaces/N`)],
    [`${NETWORK}/networkInterfaces/N`, lower(`${NETWORK}/networkInterfaces/N`)],
    ['/subscriptions/x', null],
    ['nonsense', null],
    [null, null],
  ])('the owner of %s', (id, owner) => {
    expect(ownerOf(id)).toBe(owner);
  });

  it('values of another type than expected are unknown, and names match in any case', () => {
    const reader = readerOf({ A: { b: 'x', n: '5', list: 'no', at: 'yesterday', '': 1 } });
    expect([reader.text('a.B'), reader.number('A.n'), reader.count('A.list'), reader.instant('A.at')]).toEqual([
      'x',
      null,
      null,
      null,
    ]);
    expect(readerOf(null).list('a.b')).toEqual([]);
  });

  it('sizes of machines, of which other things in the same list are none', () => {
    const value = [
      {
        resourceType: 'virtualMachines',
        name: 'Standard_A1',
        capabilities: [
          { name: 'vCPUs', value: '1' },
          { name: 'MemoryGB', value: '1.75' },
          { name: 'PremiumIO', value: 'False' },
        ],
      },
      { resourceType: 'disks', name: 'Premium_LRS', capabilities: [] },
    ];
    expect(vmSizesIn({ value })).toEqual([
      [
        'standard_a1',
        {
          vcpus: 1,
          memory_mib: 1_792,
          temporary_disk_mib: null,
          premium_storage: false,
          cpu_architecture: null,
          max_data_disks: null,
        },
      ],
    ]);
  });

  it('rules of a lifecycle policy that are switched off do not count', () => {
    expect(enabledRules({ properties: { policy: { rules: [{}, { enabled: true }, { enabled: false }] } } })).toBe(2);
  });
});
