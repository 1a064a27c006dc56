import { addDays, type IsoDate, monthStart } from '../../../../../platform/core/dates.ts';
import type { InventoryResource } from '../../../../core/inventory.ts';
import type { Rhythm } from '../catalogue.ts';
import type { EstateCharge } from '../estate.ts';
import { generateSampleCompany } from '../generator.ts';
import { noise } from '../random.ts';
import type { Resource } from '../resources.ts';
import { ordinaryUse } from '../use.ts';
import { assignRoles, type CounterExample, type Role, type TruthKind } from './roles.ts';
import type { Signals } from './signals.ts';

/** Days of use and of cost that are looked at. */
export const WINDOW = 30;
/** Resources that were always there are older than the bills: made in the 500 days from here on. */
const OLDEST: IsoDate = '2023-02-01';
const DAY_OF_BIRTH = 71;

/** What is there on the last day before `end`, and what the parts of the cloud need to know of it. */
export interface World {
  end: IsoDate;
  /** Resources of the catalogue that are there, by the path of their ids, in the order of their numbers. */
  alive(id_path: string): Resource[];
  roleOf(resource: Resource): Role | null;
  /** A resource of the estate, by its key. */
  estate(key: string): EstateCharge;
  /** Units that the resource is billed for on an ordinary weekday: the same from day to day. */
  dailyUse(resource: Resource): number;
  /** When the resource was made, as an instant. */
  createdAt(resource: Resource): string;
  /** The instant `days` before `end`. */
  daysAgo(days: number): string;
  /** The first of a month that is at least `days` before `end`: it stays the same for weeks. */
  since(days: number): string;
}

/** A resource of the cloud with what lies behind it. */
export interface CloudItem {
  resource: InventoryResource;
  number: number;
  /** It was always there, so that others may rely on it. */
  lasting: boolean;
  rhythm: Rhythm;
  signals: Signals;
  /** Use is near nothing but for the days around the end of a month. */
  month_end?: boolean;
  truth: { kind: TruthKind; reason: string }[];
  counter_example: CounterExample | null;
}

/** What an item is, beside the resource of the bills that it is made from. */
type Facts = Partial<Pick<CloudItem, 'signals' | 'month_end' | 'truth' | 'counter_example'>>;

/** An item made from a billed resource. */
export const itemOf = (billed: Resource, resource: InventoryResource, facts: Facts = {}): CloudItem => ({
  resource,
  number: billed.number,
  lasting: billed.born === 0,
  rhythm: billed.service.rhythm,
  signals: {},
  truth: [],
  counter_example: null,
  ...facts,
});

/** The one truth of an item, in the form that items keep it. */
export const found = (kind: TruthKind, reason: string): CloudItem['truth'] => [{ kind, reason }];

/** Tags as the bills have them. */
export const tagsOf = ({ tags }: Resource): Record<string, string> =>
  tags === '' ? {} : (JSON.parse(tags) as Record<string, string>);

/** `values` by what they have in common, in their order. */
export function groupedBy<T>(values: Iterable<T>, keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) group.push(value);
    else groups.set(keyOf(value), [value]);
  }
  return groups;
}

const instant = (date: IsoDate): string => `${date}T00:00:00.000Z`;

/** The sample company's world for a seed and a day (not included). */
export function makeWorld({ seed, end }: { seed: number; end: IsoDate }) {
  const company = generateSampleCompany({ seed, end });
  const { start, resources } = company;
  const days = company.days;
  const roles = assignRoles(resources, days);
  const alive = groupedBy(
    resources.filter(({ born, gone }) => born <= days - 1 && days - 1 < gone),
    ({ service }) => service.id_path,
  );
  const estate = new Map(company.estate.toReversed().map((charge) => [charge.key, charge]));
  const world: World = {
    end,
    alive: (id_path) => alive.get(id_path) ?? [],
    roleOf: ({ number }) => roles.get(number) ?? null,
    estate: (key) => {
      const charge = estate.get(key);
      if (!charge) throw new Error(`The estate of the sample company has no ${key}.`);
      return charge;
    },
    dailyUse: ordinaryUse,
    createdAt: ({ born, number }) => {
      const always = addDays(OLDEST, Math.floor(noise(number, DAY_OF_BIRTH) * 500));
      return instant(born > 0 || always > start ? addDays(start, born) : always);
    },
    daysAgo: (ago) => instant(addDays(end, -ago)),
    since: (ago) => instant(monthStart(addDays(end, -ago))),
  };
  return { world, costs: () => company.effectiveCosts(days - WINDOW, days) };
}

/** One of `choices`, always the same for a resource and question. */
export const choose = <T>(choices: readonly T[], number: number, question: number): T =>
  choices[Math.floor(noise(number, question) * choices.length)] as T;

/** Those that were always there, so that links hold from day to day; all where there are none. */
export function lastingOf<T extends { lasting: boolean }>(items: T[]): T[] {
  const lasting = items.filter((item) => item.lasting);
  return lasting.length > 0 ? lasting : items;
}

/** A number between `least` and `most`, always the same for a resource and question. */
export const between = (least: number, most: number, number: number, question: number): number =>
  least + noise(number, question) * (most - least);
