import type { MachineSize } from './machine-sizes.ts';

/** A size with its prices. */
export interface PricedSize extends MachineSize {
  /** How it grows within its family; prices follow it. */
  units: number;
}

/** What the lines of a table say of a whole family. */
interface Kind {
  family: string;
  architecture: MachineSize['architecture'];
  burstable: boolean;
  local_disk: boolean;
  gib_per_unit: number;
}

/** Lines of a table, without those that only say what follows. */
export const linesOf = (table: string): string[] =>
  table
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));

/** The first columns of a line: name, processor with what it has besides, GiB per unit. */
export function kindOf(family: string, processor: string, gib: string): Kind {
  const [architecture, ...besides] = processor.split('+');
  return {
    family,
    architecture: architecture === 'arm' ? 'arm64' : 'x86_64',
    burstable: besides.includes('burst'),
    local_disk: besides.includes('disk'),
    gib_per_unit: Number(gib),
  };
}

/** How a size is written: `2`, `metal*96`, `8=1.591@36/61440`. */
const SIZE = /^(?<size>[^*=@]+)(?:\*(?<units>[\d.]+))?(?:=(?<price>[\d.]+|\?))?(?:@(?<vcpus>\d+)\/(?<mib>\d+))?$/;

/** A size of a table: its name, units where they are said, the price that is said (`?`: there is none), the machine. */
export function sizeOf(kind: Kind, text: string, unitsOf: (size: string) => number, nameOf: (size: string) => string) {
  const { size = '', units: said, price, vcpus, mib } = SIZE.exec(text)?.groups ?? {};
  const units = said ? Number(said) : unitsOf(size);
  const { gib_per_unit, ...family } = kind;
  // Two virtual CPUs are the least that a machine which earns credits has, unless it is said.
  const least = kind.burstable ? 2 : 0;
  const machine: PricedSize = {
    ...family,
    name: nameOf(size),
    units,
    vcpus: vcpus ? Number(vcpus) : Math.max(least, units),
    memory_mib: mib ? Number(mib) : Math.round(units * gib_per_unit * 1024),
  };
  return { machine, price: price ?? null };
}

const NAMED: Record<string, number> = { nano: 1 / 8, micro: 1 / 4, small: 1 / 2, medium: 1, large: 2, xlarge: 4 };

/** What AWS's names of sizes stand for, in regular virtual CPUs: `large` 2, `12xlarge` 48; null for all other names. */
export function namedUnits(size: string): number | null {
  const times = /^(\d+)xlarge$/.exec(size)?.[1];
  return times ? 4 * Number(times) : (NAMED[size] ?? null);
}

/** Rounds halves up, as price lists do; the nudge makes up for what doubles can't hold. */
export const toDecimals = (value: number, decimals: number): number =>
  Number((Math.round((value + 1e-10) * 10 ** decimals) / 10 ** decimals).toFixed(decimals));
