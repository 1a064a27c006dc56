import { EC2_FAMILIES } from './ec2-families.ts';
import { kindOf, linesOf, namedUnits, type PricedSize, sizeOf, toDecimals } from './machine-table.ts';

/** A size of EC2 with its list price in us-east-1, US dollars an hour; null where the list has none. */
export interface Ec2Machine extends PricedSize {
  price: number | null;
}

export interface Ec2Family {
  name: string;
  /** The smallest first. */
  machines: readonly Ec2Machine[];
  /** US dollars an hour of one unit; null where prices do not grow with the size. */
  unit_price: number | null;
}

const PLAIN_DECIMALS = 5;

const named = (size: string): string => (/^\d+$/.test(size) ? `${size}xlarge` : size);
/** `metal-48xl` is as large as `48xlarge`. */
const unitsOf = (size: string): number => namedUnits(named(size)) ?? 4 * Number(/\d+/.exec(size)?.[0]);

function familyOf(line: string): Ec2Family {
  const [name = '', processor = '', gib = '', rate = '', ...sizes] = line.split(' ');
  const [perUnit = '', decimals = PLAIN_DECIMALS] = rate.split('/');
  const unit_price = perUnit === '-' ? null : Number(perUnit);
  const priceOf = (said: string | null, units: number) => {
    if (said) return said === '?' ? null : Number(said);
    return unit_price === null ? null : toDecimals(unit_price * units, Number(decimals));
  };
  const machines = sizes.map((text) => {
    const { machine, price } = sizeOf(kindOf(name, processor, gib), text, unitsOf, (size) => `${name}.${named(size)}`);
    return { ...machine, price: priceOf(price, machine.units) };
  });
  return { name, machines, unit_price };
}

/** All families of the table by name. */
export const EC2: ReadonlyMap<string, Ec2Family> = new Map(
  linesOf(EC2_FAMILIES).map((line) => {
    const family = familyOf(line);
    return [family.name, family];
  }),
);

/** `m6i.large` → what the table says of it; null for one that it does not have. */
export function ec2Machine(name: string): Ec2Machine | null {
  const family = EC2.get(name.slice(0, name.indexOf('.')));
  return family?.machines.find((machine) => machine.name === name) ?? null;
}
