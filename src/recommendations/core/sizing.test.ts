import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ec2FamilySizes, ec2Size, type MachineSize } from './prices/machine-sizes.ts';
import { baselinePercent, type Load, limitsSeenFrom, projectedLoad, smallerSizes, smallestFit } from './sizing.ts';

const sizeOf = (name: string): MachineSize => ec2Size(name)!;
const LIMITS = { cpu_p99: 70, cpu_maximum: 80, memory_maximum: 80 };
const load = (cpu: number, memory_maximum: number | null, cpu_average = cpu / 4): Load => ({
  cpu_average,
  cpu_p99: cpu,
  cpu_maximum: cpu,
  memory_maximum,
});
const fitOf = (name: string, used: Load) => {
  const current = sizeOf(name);
  return smallestFit(current, smallerSizes(current, ec2FamilySizes(current.family)), used, LIMITS)?.size.name ?? null;
};

describe('smaller sizes', () => {
  it('are of less processor or memory, the largest first, and never bare metal', () => {
    const names = (name: string) =>
      smallerSizes(sizeOf(name), ec2FamilySizes(sizeOf(name).family)).map((size) => size.name);
    expect(names('m5.4xlarge')).toEqual(['m5.2xlarge', 'm5.xlarge', 'm5.large']);
    expect(names('t3.medium')).toEqual(['t3.small', 't3.micro', 't3.nano']);
    expect(names('m5.large')).toEqual([]);
    expect(names('m5.metal').some((name) => name.includes('metal'))).toBe(false);
  });
});

describe('the smallest size that fits', () => {
  it.each([
    ['m5.4xlarge', load(8, 8), 'm5.large'],
    ['m5.4xlarge', load(8.8, 8), 'm5.xlarge'],
    ['m5.4xlarge', load(8, 11), 'm5.xlarge'],
    ['m5.4xlarge', load(36, 8), null],
    ['m5.4xlarge', load(8, null), 'm5.2xlarge'],
    // t3.medium has a fifth of two processors for good, which a mean of 20 % of two fills.
    ['t3.large', load(50, 30, 20), 't3.medium'],
    ['t3.large', load(50, 30, 20.1), null],
  ] as const)('of %s', (name, used, expected) => {
    expect(fitOf(name, used)).toBe(expected);
  });

  it('never goes beyond a limit, and none smaller would do', () => {
    const families = ['m5', 'c6i', 'r6g', 't3', 'm7g', 't2'];
    const percent = fc.double({ min: 0, max: 100, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(...families), fc.nat(20), percent, percent, (family, index, cpu, memory) => {
        const sizes = ec2FamilySizes(family);
        const current = sizes[index % sizes.length]!;
        const smaller = smallerSizes(current, sizes);
        const used = load(cpu, memory, 0);
        const fit = smallestFit(current, smaller, used, LIMITS);
        const does = (size: MachineSize) => {
          const after = projectedLoad(current, size, used);
          return after.cpu_maximum <= 70 && after.memory_maximum! <= 80;
        };
        if (fit === null) expect(smaller.filter(does)).toEqual([]);
        else {
          expect(does(fit.size)).toBe(true);
          expect(smaller.slice(smaller.indexOf(fit.size) + 1).filter(does)).toEqual([]);
        }
      }),
    );
  });
});

describe('limits seen from the machine as it is', () => {
  it('are what the smaller one may be used, and can be read', () => {
    expect(limitsSeenFrom(sizeOf('m5.xlarge'), sizeOf('m5.large'), LIMITS)).toEqual({
      cpu_p99: 35,
      cpu_maximum: 40,
      memory_maximum: 40,
    });
    expect(limitsSeenFrom(sizeOf('m5.12xlarge'), sizeOf('m5.8xlarge'), LIMITS).cpu_maximum).toBe(53.33);
  });
});

describe('what burstable sizes have for good', () => {
  it.each([
    ['t3.large', 30],
    ['t3a.xlarge', 40],
    ['t4g.nano', 5],
    ['t2.2xlarge', 17],
    ['m5.large', null],
  ])('%s: %s', (name, percent) => {
    expect(baselinePercent(name)).toBe(percent);
  });
});
