import { isGrouping, tagKeyOf } from '../../../costs/core/dimensions.ts';
import type { Cause } from '../cause.ts';
import { amountText, countText } from '../incidents-words.ts';
import { valueText } from './dimensions.ts';

type Told = Pick<Cause, 'path' | 'split' | 'resources' | 'expected' | 'actual'>;

/** A share in percent: nearly all is not all. */
const percent = (share: number): string =>
  share > 99 && share < 100 ? `${Math.min(99.9, Number(share.toFixed(1)))} %` : `${Math.round(share)} %`;

/** How much of a difference a reason makes: more than all of it, where other changes went the other way. */
const partText = (share: number): string => (share > 100.5 ? 'more than all of it' : percent(share));

/** Resources that make less than this share of what the largest does are not what it is about. */
const COUNTED_SHARE = 0.1;

/** How many resources came, or went, that make what that kind of change does. */
function countOf(resources: Told['resources'], change: 'new' | 'vanished'): number {
  const sizes = resources.filter((one) => one.change === change).map(({ difference }) => Math.abs(difference));
  const largest = Math.max(0, ...sizes);
  return sizes.filter((size) => size >= COUNTED_SHARE * largest).length;
}

/** Why, by the largest part of the split in the direction of the difference; null where it cannot be told. */
function reasonOf({ split, resources, expected, actual }: Told): { share: number; text: string } | null {
  const difference = actual - expected;
  const more = difference > 0;
  const reasons = [
    { amount: split.new_resources, text: countText(countOf(resources, 'new'), 'new resource') },
    {
      amount: split.vanished_resources,
      text: `${countText(countOf(resources, 'vanished'), 'resource')} no longer there`,
    },
    { amount: split.usage, text: more ? 'more use of what was there before' : 'less use of what was there before' },
    { amount: split.price, text: more ? 'a higher price of the same use' : 'a lower price of the same use' },
  ];
  const [largest] = reasons.toSorted((a, b) => b.amount / difference - a.amount / difference);
  if (!largest || largest.amount / difference < 0.3) return null;
  return { share: (100 * largest.amount) / difference, text: largest.text };
}

/** Steps that lose a fifth of what the first had say where only some of it is. */
const isStillMost = (path: Told['path'], index: number): boolean =>
  path.slice(0, index + 1).every(({ share_percent }) => share_percent >= 0.8 * path[0]!.share_percent);

/** A value as a sentence has it: that of a tag does not say by itself what it is. */
function placeText({ grouping, value, label }: Told['path'][number]): string {
  const key = isGrouping(grouping) ? tagKeyOf(grouping) : null;
  if (key === null) return valueText(grouping, value, label);
  return value === '' ? `no tag ${key}` : `${key} ${value}`;
}

/** One sentence: where the difference is, how much of it, and why. */
export function summaryOf(told: Told, currency: string): string {
  const difference = told.actual - told.expected;
  const what = `the ${difference > 0 ? 'increase' : 'decrease'} of ${amountText(Math.abs(difference), currency)}`;
  const steps = told.path.filter(
    ({ grouping }, index) => grouping !== 'resource' && index < 3 && isStillMost(told.path, index),
  );
  const reason = reasonOf(told);
  const why = reason ? `${partText(reason.share)} is ${reason.text}` : 'why cannot be told from the rows';
  const last = steps.at(-1);
  if (!last) return `No service, account, region or tag makes half of ${what}; ${why}.`;
  const where = steps.map(placeText).join(' · ');
  const against = last.share_percent > 100 ? ' (other costs went the other way)' : '';
  const [resource] = told.resources;
  const alone =
    resource && resource.share_percent >= 50
      ? `, and ${resource.name ?? resource.resource_id} alone makes ${percent(resource.share_percent)}`
      : '';
  return `${where} makes ${percent(last.share_percent)} of ${what}${against}; ${why}${alone}.`;
}
