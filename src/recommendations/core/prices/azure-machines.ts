import { AZURE_EXCEPTIONS, AZURE_REGIONS, AZURE_SERIES } from './azure-series.ts';
import { kindOf, linesOf, type PricedSize, sizeOf, toDecimals } from './machine-table.ts';

/** A size of Azure's virtual machines with its list prices by region, US dollars an hour. */
export interface AzureMachine extends PricedSize {
  prices: ReadonlyMap<string, number>;
}

const numberIn = (size: string) => Number(/^\d+/.exec(size)?.[0]);
const round = (price: number) => toDecimals(price, toDecimals(price, 4) < 0.1 ? 4 : 3);

/** Prices that are said, by name and region. */
const EXCEPTIONS = new Map(
  linesOf(AZURE_EXCEPTIONS).flatMap((line) => {
    const [names = '', prices = ''] = line.split(' | ');
    const byRegion: (readonly [string, number])[] = prices.split(' ').flatMap((price, index) => {
      const region = AZURE_REGIONS[index];
      return region && price !== '.' ? [[region, Number(price)] as const] : [];
    });
    return names.split(',').map((name): [string, Map<string, number>] => [`Standard_${name}`, new Map(byRegion)]);
  }),
);

function machinesOf(line: string): AzureMachine[] {
  const [sizes = '', rates = ''] = line.split(' | ');
  const [series = '', processor = '', gib = '', pattern = '', ...texts] = sizes.split(' ');
  const kind = kindOf(series, processor, gib);
  return texts.map((text) => {
    const nameOf = (size: string): string => `Standard_${pattern.replace('{}', size)}`;
    const { machine } = sizeOf(kind, text, numberIn, nameOf);
    const prices = rates.split(' ').flatMap((rate, index) => {
      const region = AZURE_REGIONS[index];
      return region && rate !== '-' ? [[region, round(Number(rate) * machine.units)] as const] : [];
    });
    return { ...machine, prices: new Map<string, number>([...prices, ...(EXCEPTIONS.get(machine.name) ?? [])]) };
  });
}

/** All series of the table by name, their sizes the smallest first. */
export const AZURE_FAMILIES: ReadonlyMap<string, readonly AzureMachine[]> = new Map(
  linesOf(AZURE_SERIES).map((line) => {
    const machines = machinesOf(line);
    return [line.slice(0, line.indexOf(' ')), machines];
  }),
);

/** All sizes of the table by name in lower case: Azure does not tell names apart by case. */
export const AZURE: ReadonlyMap<string, AzureMachine> = new Map(
  [...AZURE_FAMILIES.values()].flat().map((machine) => [machine.name.toLowerCase(), machine]),
);
