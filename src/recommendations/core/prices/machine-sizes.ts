import { AZURE, AZURE_FAMILIES } from './azure-machines.ts';
import { EC2, type Ec2Family, ec2Machine } from './ec2-machines.ts';
import type { PricedSize } from './machine-table.ts';

/** A size of virtual machine. */
export interface MachineSize {
  /** `m6i.large`, `Standard_D2s_v5`. */
  name: string;
  /** Sizes of one family differ in size alone: `m6i`, `Dsv5`. */
  family: string;
  vcpus: number;
  memory_mib: number;
  architecture: 'x86_64' | 'arm64';
  /** Earns credits for its processor. */
  burstable: boolean;
  /** Has disks of its own, whose contents are lost when it stops. */
  local_disk: boolean;
}

const sizeOf = ({ name, family, vcpus, memory_mib, architecture, burstable, local_disk }: PricedSize): MachineSize => ({
  name,
  family,
  vcpus,
  memory_mib,
  architecture,
  burstable,
  local_disk,
});

/** An EC2 instance type; null for one that is not in the tables. */
export function ec2Size(name: string): MachineSize | null {
  const machine = ec2Machine(name);
  return machine && sizeOf(machine);
}

/** All sizes of an EC2 family, the smallest first; empty for one that is not in the tables. */
export const ec2FamilySizes = (family: string): readonly MachineSize[] => EC2.get(family)?.machines.map(sizeOf) ?? [];

/** What a family's name tells: `m6idn` is of class m, generation 6, with local disks (d) and more network (n). */
function nameOf(family: string) {
  const parts = /^(?<line>[a-z]+?)(?<generation>\d+)(?<options>[a-z]*)(?<flex>-flex)?$/.exec(family)?.groups;
  if (!parts) return null;
  const options = parts['options'] ?? '';
  return {
    line: parts['line'],
    generation: Number(parts['generation']),
    maker: /[ag]/.exec(options)?.[0] ?? 'i',
    // The disk is told by the table: families before the fifth generation have one without saying so.
    options: [...options].filter((letter) => !'agid'.includes(letter)),
    flex: parts['flex'] !== undefined,
  };
}

/** Kinds whose families can take each other's place; those with accelerators, FPGAs and so on can't. */
const COMPARABLE = new Set(['m', 't', 'c', 'r', 'x', 'i', 'd', 'z', 'im', 'is']);
/** Prices per unit are read back from rounded ones. */
const ROUNDING = 1.001;
/** A change of architecture is work; for less than this share of the price nobody should be asked to. */
const LEAST_GRAVITON_SAVING = 0.05;

interface Candidate {
  family: Ec2Family;
  generation: number;
  maker: string;
  unit_price: number;
}

/** Whether a family has all that the other has: line, processors' architecture apart; disks, memory, network. */
function replaces(other: Ec2Family, own: Ec2Family): boolean {
  const [theirs, ours] = [nameOf(other.name), nameOf(own.name)];
  const [machine, mine] = [other.machines[0], own.machines[0]];
  if (!theirs || !ours || !machine || !mine || theirs.line !== ours.line || !COMPARABLE.has(theirs.line ?? ''))
    return false;
  const sizes = new Map(other.machines.map((size) => [size.name.split('.')[1], size]));
  const shared = own.machines.flatMap((size) => {
    const name = size.name.split('.')[1];
    const same = sizes.get(name);
    // Bare metal is whatever the largest machine of a family is.
    return same && name !== 'metal' ? [same.memory_mib >= size.memory_mib] : [];
  });
  return (
    machine.local_disk === mine.local_disk &&
    (ours.flex || !theirs.flex) &&
    ours.options.every((option) => theirs.options.includes(option)) &&
    shared.length > 0 &&
    shared.every(Boolean)
  );
}

/** Families that could take the place of one, at most as dear. */
function replacements(own: Ec2Family, arm: boolean): Candidate[] {
  return [...EC2.values()].flatMap((family) => {
    const name = nameOf(family.name);
    const isArm = family.machines[0]?.architecture === 'arm64';
    if (!name || isArm !== arm || family.unit_price === null || own.unit_price === null) return [];
    if (family.unit_price > own.unit_price * ROUNDING || !replaces(family, own)) return [];
    return [{ family, generation: name.generation, maker: name.maker, unit_price: family.unit_price }];
  });
}

/** Of the newest generation; there the same maker of processors if it is cheaper than now, otherwise the cheapest. */
function newest(candidates: Candidate[], maker: string, unit_price: number): string | null {
  const generation = Math.max(...candidates.map((candidate) => candidate.generation));
  const latest = candidates
    .filter((candidate) => candidate.generation === generation)
    .toSorted((a, b) => a.unit_price - b.unit_price);
  const same = latest.find((candidate) => candidate.maker === maker && candidate.unit_price < unit_price / ROUNDING);
  return (same ?? latest[0])?.family.name ?? null;
}

function successorOf(family: string): string | null {
  const [own, name] = [EC2.get(family), nameOf(family)];
  if (!own || !name || own.unit_price === null) return null;
  const arm = own.machines[0]?.architecture === 'arm64';
  const newer = replacements(own, arm).filter(
    // AMD's virtual CPUs are whole cores since the seventh generation, Intel's are half of one.
    ({ generation, maker }) => generation > name.generation && (maker === name.maker || name.maker === 'i'),
  );
  return newest(newer, name.maker, own.unit_price);
}

function gravitonOf(family: string): string | null {
  const [own, name] = [EC2.get(family), nameOf(family)];
  if (!own || !name || own.unit_price === null || own.machines[0]?.architecture === 'arm64') return null;
  const most = own.unit_price * (1 - LEAST_GRAVITON_SAVING);
  const cheaper = replacements(own, true).filter(
    ({ unit_price, generation }) => unit_price <= most && generation >= name.generation,
  );
  return newest(cheaper, 'g', own.unit_price);
}

/** Every resource asks; the answers are the same for all of a family. */
const answersOf = (of: (family: string) => string | null) =>
  new Map([...EC2.keys()].map((family) => [family, of(family)]));
const SUCCESSORS = answersOf(successorOf);
const GRAVITON = answersOf(gravitonOf);

/**
 * The newest family of the same kind and architecture that costs no more for the same size; null when there is none.
 * The kind is what the name tells (`m6idn`): line, disks, network, storage; memory is at least as much. From list prices
 * in us-east-1. Not every region offers every family, and those before the fifth generation need other drivers.
 */
export const ec2Successor = (family: string): string | null => SUCCESSORS.get(family) ?? null;

/**
 * The newest family of the same kind, not older, with AWS's own processors (Graviton) that costs at least 5 % less; null
 * when there is none, or the family has them already. Software must run on arm64.
 */
export const ec2GravitonFamily = (family: string): string | null => GRAVITON.get(family) ?? null;

/** An Azure size, in any case; null for one that is not in the tables. */
export function azureSize(name: string): MachineSize | null {
  const machine = AZURE.get(name.toLowerCase());
  return machine ? sizeOf(machine) : null;
}

/** All sizes of an Azure family, the smallest first. */
export const azureFamilySizes = (family: string): readonly MachineSize[] =>
  AZURE_FAMILIES.get(family)?.map(sizeOf) ?? [];
