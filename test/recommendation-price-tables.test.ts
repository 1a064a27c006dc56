import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AZURE, AZURE_FAMILIES } from '../src/recommendations/core/prices/azure-machines.ts';
import { AZURE_EXCEPTIONS, AZURE_REGIONS, AZURE_SOURCE } from '../src/recommendations/core/prices/azure-series.ts';
import { EC2_SOURCE } from '../src/recommendations/core/prices/ec2-families.ts';
import { EC2, ec2Machine } from '../src/recommendations/core/prices/ec2-machines.ts';
import {
  azureFamilySizes,
  azureSize,
  ec2FamilySizes,
  ec2GravitonFamily,
  ec2Size,
  ec2Successor,
} from '../src/recommendations/core/prices/machine-sizes.ts';

const DATA = new URL('../../shared/data/cloud/', import.meta.url);
const read = (file: string) => JSON.parse(readFileSync(new URL(file, DATA), 'utf8'));

const EC2_MACHINES = [...EC2.values()].flatMap(({ machines }) => machines);
const LEFT_OUT = /^(mac|hpc|u-|u7i|t1\.|cr1|f1|g2|g3s?|p2|p3\.|dl1|dl2q|vt1|i3\.metal)/;

describe('sizes and prices of EC2', () => {
  it.each([
    ['m6i.large', { family: 'm6i', vcpus: 2, memory_mib: 8_192, architecture: 'x86_64', local_disk: false }],
    ['m6i.metal', { family: 'm6i', vcpus: 128, memory_mib: 524_288 }],
    ['c7i.metal-48xl', { vcpus: 192, memory_mib: 393_216 }],
    ['r6gd.medium', { vcpus: 1, memory_mib: 8_192, architecture: 'arm64', local_disk: true }],
    ['t3.nano', { vcpus: 2, memory_mib: 512, burstable: true }],
    ['t2.micro', { vcpus: 1, memory_mib: 1_024, burstable: true }],
    ['c4.8xlarge', { vcpus: 36, memory_mib: 61_440 }],
    ['m7i-flex.large', { family: 'm7i-flex', vcpus: 2, memory_mib: 8_192, burstable: false }],
  ])('%s', (name, expected) => expect(ec2Size(name)).toMatchObject({ name, ...expected }));

  it.each(['m6i.huge', 'm6i', 'x99.large', '', 'db.m6i.large'])('does not know %j', (name) =>
    expect(ec2Size(name)).toBeNull(),
  );

  it('lists the sizes of a family, the smallest first', () => {
    expect(ec2FamilySizes('t3').map(({ name }) => name)).toEqual(
      ['nano', 'micro', 'small', 'medium', 'large', 'xlarge', '2xlarge'].map((size) => `t3.${size}`),
    );
    expect(ec2FamilySizes('x99')).toEqual([]);
    for (const name of EC2.keys()) {
      const vcpus = ec2FamilySizes(name).map((size) => size.vcpus);
      expect(vcpus, name).toEqual(vcpus.toSorted((a, b) => a - b));
    }
  });

  it('has every name once', () => {
    const names = EC2_MACHINES.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('prices grow with the size, but for bare metal, accelerators, and what is said', () => {
    const linear = [...EC2.values()].filter(({ unit_price }) => unit_price !== null);
    expect(linear.length).toBeGreaterThan(120);
    fc.assert(
      fc.property(fc.constantFrom(...linear), fc.nat(), fc.nat(), ({ machines }, one, other) => {
        const sizes = machines.filter(
          ({ name, price }) => price !== null && !/metal|^[gp]|^(inf|trn)|x8i\.96/.test(name),
        );
        const [a, b] = [sizes[one % sizes.length], sizes[other % sizes.length]];
        if (!a?.price || !b?.price) return;
        // Prices have three to five decimals, which is much of a small one.
        expect(Math.abs(a.price / b.price / (a.units / b.units) - 1)).toBeLessThan(0.009);
      }),
      { seed: 5 },
    );
  });
});

describe('newer families of EC2', () => {
  it.each([
    ['t2', 't3'],
    ['m4', 'm6i'],
    ['m5', 'm6a'],
    ['c4', 'c8i'],
    ['c5', 'c6a'],
    ['r4', 'r7i'],
    ['r5', 'r6a'],
    // They have disks of their own, so the newer one must.
    ['c3', 'c6id'],
    ['i2', 'i7i'],
    // Newer ones cost more.
    ['m6i', null],
    ['t3', null],
    // AMD's virtual CPUs are whole cores there, Intel's are not.
    ['m7a', null],
    ['g4dn', null],
    ['x99', null],
  ])('%s → %j', (family, successor) => expect(ec2Successor(family)).toBe(successor));

  it.each([
    ['t3', 't4g'],
    ['m5', 'm8g'],
    ['m6i', 'm8g'],
    ['m4', 'm8g'],
    ['c5', 'c8g'],
    ['r5', 'r8g'],
    ['m6id', 'm7gd'],
    ['m8i', 'm9g'],
    ['m6g', null],
    ['g5', null],
    ['x99', null],
  ])('with Graviton: %s → %j', (family, graviton) => expect(ec2GravitonFamily(family)).toBe(graviton));

  const priceOf = (name: string): number => ec2Machine(name)?.price ?? Number.NaN;
  const shared = (family: string, other: string) =>
    ec2FamilySizes(family).flatMap((size) => {
      const same = ec2Size(size.name.replace(`${family}.`, `${other}.`));
      return same && priceOf(same.name) ? [[size, same] as const] : [];
    });

  it('have as much of everything, and cost no more', () => {
    for (const family of EC2.keys()) {
      const newer = ec2Successor(family);
      const graviton = ec2GravitonFamily(family);
      for (const other of [newer, graviton].filter((name) => name !== null)) {
        const pairs = shared(family, other).filter(([size]) => !size.name.includes('metal'));
        expect(pairs.length, `${family} and ${other} have sizes in common`).toBeGreaterThan(0);
        for (const [size, same] of pairs) {
          expect(same.memory_mib).toBeGreaterThanOrEqual(size.memory_mib);
          expect(same.local_disk).toBe(size.local_disk);
          expect(same.architecture).toBe(other === graviton ? 'arm64' : size.architecture);
          const most = other === graviton ? 0.955 : 1.002;
          expect(priceOf(same.name) / priceOf(size.name), `${size.name} → ${same.name}`).toBeLessThanOrEqual(most);
        }
      }
    }
  });
});

describe('sizes and prices of Azure', () => {
  it.each([
    ['Standard_D2s_v5', { family: 'Dsv5', vcpus: 2, memory_mib: 8_192, architecture: 'x86_64', local_disk: false }],
    ['Standard_D4ds_v4', { family: 'Ddsv4', vcpus: 4, memory_mib: 16_384, local_disk: true }],
    ['Standard_E64s_v3', { family: 'Esv3', vcpus: 64, memory_mib: 442_368 }],
    ['Standard_E32ps_v5', { vcpus: 32, memory_mib: 212_992, architecture: 'arm64' }],
    ['Standard_B2ms', { family: 'B', vcpus: 2, memory_mib: 8_192, burstable: true }],
    ['Standard_B2ats_v2', { family: 'Basv2', vcpus: 2, memory_mib: 1_024, burstable: true }],
    ['Standard_DS3_v2', { family: 'DSv2', vcpus: 4, memory_mib: 14_336 }],
    ['Standard_DS13_v2', { family: 'DSv2-high-memory', vcpus: 8, memory_mib: 57_344 }],
    ['Standard_F8s_v2', { family: 'Fsv2', vcpus: 8, memory_mib: 16_384 }],
  ])('%s', (name, expected) => expect(azureSize(name)).toMatchObject({ name, ...expected }));

  it('knows names in any case', () => expect(azureSize('STANDARD_d2S_V5')?.name).toBe('Standard_D2s_v5'));
  it.each(['Standard_D3s_v5', 'D2s_v5', ''])('does not know %j', (name) => expect(azureSize(name)).toBeNull());

  it('lists the sizes of a series, the smallest first', () => {
    expect(azureFamilySizes('Fsv2').map(({ vcpus }) => vcpus)).toEqual([2, 4, 8, 16, 32, 48, 64, 72]);
    expect(azureFamilySizes('Zsv9')).toEqual([]);
    for (const family of AZURE_FAMILIES.keys()) {
      const memory = azureFamilySizes(family).map(({ memory_mib }) => memory_mib);
      expect(memory, family).toEqual(memory.toSorted((a, b) => a - b));
    }
  });

  it('has every name once, and a price in nearly every region', () => {
    const machines = [...AZURE_FAMILIES.values()].flat();
    expect(machines).toHaveLength(AZURE.size);
    for (const { name, prices } of machines) expect(prices.size, name).toBeGreaterThanOrEqual(AZURE_REGIONS.length - 1);
  });
});

describe.skipIf(!existsSync(DATA))('against the published tables (../shared/data/cloud)', () => {
  it('EC2: every price is that of the list', () => {
    const { prices, generatedAt, region } = read('ec2_ondemand_us-east-1.json');
    expect([region, generatedAt.slice(0, 10)]).toEqual([EC2_SOURCE.region, EC2_SOURCE.date]);
    const known = Object.fromEntries(EC2_MACHINES.map(({ name, price }) => [name, price ?? undefined]));
    expect(Object.keys(known).length).toBeGreaterThan(1_250);
    for (const [name, price] of Object.entries(known)) expect(prices[name], name).toBe(price);
    const missing = Object.keys(prices).filter((name) => !(name in known));
    expect(missing.filter((name) => !LEFT_OUT.test(name))).toEqual([]);
  });

  it('EC2: every size is as AWS describes it', () => {
    const { types } = read('ec2_instance_types_slim.json');
    for (const { name, vcpus, memory_mib, architecture, burstable, local_disk } of EC2_MACHINES) {
      const { vcpu, memMiB, arch, burst, store } = types[name];
      expect({ name, vcpus, memory_mib, burstable, local_disk }).toEqual({
        name,
        vcpus: vcpu,
        memory_mib: memMiB,
        burstable: burst,
        local_disk: store,
      });
      expect(arch, name).toContain(architecture);
    }
    const missing = Object.keys(types).filter((name) => !EC2_MACHINES.some((machine) => machine.name === name));
    expect(missing.filter((name) => !LEFT_OUT.test(name))).toEqual([]);
  });

  /** In these series the published table has prices of Windows for some sizes, which adds so much for a virtual CPU. */
  const windowsOf = (name: string): number =>
    /^Standard_B.*_v2$/.test(name) ? 0.0046 : /a(d?)s_v5$/.test(name) ? 0.046 : 0;

  it('Azure: every price is that of the list, or that of Windows less its license', () => {
    const { prices, generatedAt } = read('azure_vm_ondemand_10_regions.json');
    expect(generatedAt.slice(0, 10)).toBe(AZURE_SOURCE.date);
    let [equal, windows] = [0, 0];
    for (const machine of AZURE.values())
      for (const region of AZURE_REGIONS) {
        const listed = prices[region][machine.name];
        const price = machine.prices.get(region);
        if (listed === price) equal += 1;
        else {
          windows += 1;
          const license = windowsOf(machine.name) * machine.vcpus;
          expect(license, `${machine.name} in ${region}: ${price}, listed ${listed}`).toBeGreaterThan(0);
          // Both are rounded to three decimals.
          expect(Math.abs((price ?? 0) + license - listed), `${machine.name} in ${region}`).toBeLessThan(0.0012);
        }
      }
    expect(equal).toBeGreaterThan(4_900);
    expect(windows).toBeLessThan(equal / 10);
  });

  it('Azure: every exception is one', () => {
    const names = AZURE_EXCEPTIONS.trim()
      .split('\n')
      .flatMap((line) => line.split(' | ')[0]?.split(',') ?? []);
    expect(names.filter((name) => !AZURE.has(`standard_${name.toLowerCase()}`))).toEqual([]);
  });
});
