import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { azureFamilySizes, azureSize, type MachineSize } from '../prices/machine-sizes.ts';
import { baselineOf, type Headroom, type Load, projected, smallerAlike, smallestFit } from './sizing.ts';

const LIMITS: Headroom = { cpu_p95_percent: 70, cpu_maximum_percent: 100, memory_maximum_percent: 80 };
const sized = (name: string): MachineSize => {
  const size = azureSize(name);
  if (!size) throw new Error(`The tables have no ${name}.`);
  return size;
};
const percent = fc.double({ min: 0, max: 100, noNaN: true });
const load = fc.record({
  cpu_average: percent,
  cpu_p95: percent,
  cpu_maximum: percent,
  memory_maximum: percent,
}) satisfies fc.Arbitrary<Load>;
const FAMILIES = ['B', 'Bsv2', 'Dsv5', 'Ddsv5', 'Esv5', 'Fsv2'];
const current = fc.constantFrom(...FAMILIES.flatMap((family) => azureFamilySizes(family)));

const leavesHeadroom = (from: MachineSize, size: MachineSize, used: Load): boolean => {
  const after = projected(from, size, used);
  return (
    after.cpu_p95 <= LIMITS.cpu_p95_percent &&
    after.cpu_maximum <= LIMITS.cpu_maximum_percent &&
    after.memory_maximum <= LIMITS.memory_maximum_percent &&
    (!size.burstable || after.cpu_average <= (baselineOf(size) ?? 0))
  );
};

describe('the size that a load fits in', () => {
  it('is smaller, alike, and leaves the headroom; none that is smaller still does', () => {
    fc.assert(
      fc.property(current, load, (from, used) => {
        const smaller = smallerAlike(from);
        const fit = smallestFit(from, smaller, used, LIMITS);
        const fitting = smaller.filter((size) => leavesHeadroom(from, size, used));
        expect(fit?.size).toEqual(fitting.at(-1));
        for (const size of smaller) {
          expect(size).toMatchObject({
            family: from.family,
            architecture: from.architecture,
            local_disk: from.local_disk,
          });
          expect(size.vcpus).toBeLessThanOrEqual(from.vcpus);
          expect(size.memory_mib).toBeLessThanOrEqual(from.memory_mib);
        }
      }),
    );
  });

  it('is found of every size but the smallest of its family, when next to nothing is used', () => {
    const nothing: Load = { cpu_average: 0, cpu_p95: 0, cpu_maximum: 0, memory_maximum: 0 };
    for (const family of FAMILIES)
      for (const from of azureFamilySizes(family).slice(1))
        expect(smallestFit(from, smallerAlike(from), nothing, LIMITS)?.size.name, from.name).toBe(
          azureFamilySizes(family)[0]?.name,
        );
  });
});

describe('what a burstable size has for good', () => {
  it.each([
    ['Standard_B1ls', 5],
    ['Standard_B2ms', 30],
    ['Standard_B4ms', 22.5],
    ['Standard_B2ts_v2', 20],
    ['Standard_B4ls_v2', 30],
    ['Standard_B4s_v2', 40],
    ['Standard_B2as_v2', 40],
    ['Standard_B2ats_v2', 20],
    ['Standard_B2pls_v2', 30],
    ['Standard_D4s_v5', null],
  ])('is published: %s has %s %%', (name, baseline) => {
    expect(baselineOf(sized(name))).toBe(baseline);
  });

  it('is known of every burstable size in the tables', () => {
    const families = ['B', 'Bsv2', 'Blsv2', 'Basv2', 'Balsv2', 'Bpsv2', 'Bplsv2'];
    const sizes = families.flatMap((family) => azureFamilySizes(family));
    expect(sizes.length).toBeGreaterThan(30);
    expect(sizes.filter((size) => size.burstable && baselineOf(size) === null).map(({ name }) => name)).toEqual([]);
  });
});
