import type { Formats } from '../../platform/web/format.ts';

/**
 * What each method does, by what its name begins with: the names are those of models/catalogue.ts, written for people who
 * know methods. One that is not here keeps its name.
 */
const METHODS: readonly (readonly [start: string, words: string])[] = [
  ['Holt-Winters', 'level, trend and weekly rhythm'],
  ['Holt', 'the latest trend'],
  ['Theta', 'half the trend of a year'],
  ['Smoothing', 'the average of late'],
  ['Recent level', 'the average of late'],
  ['Reverting', 'back to the usual level'],
  ['Last value', 'the same as the last day'],
  ['Year before', 'the same days a year before'],
  ['Same day a week before', 'the same day a week before'],
  ['Same day two weeks before', 'the same day two weeks before'],
];

/** `Trend of four months, damped, calendar ×`: the method, what is special about it, and the rhythm it goes by. */
function methodWords(name: string): string {
  const [label = '', ...others] = name.split(', ');
  const words = label.startsWith('Trend of ')
    ? `the trend of ${label.slice('Trend of '.length)}`
    : (METHODS.find(([start]) => label.startsWith(start))?.[1] ?? label);
  return others.some((one) => one.startsWith('damped')) ? `${words}, levelling off` : words;
}

interface Method {
  words: string;
  /** In percent of the forecast; null where it is the only method, without a share. */
  share: number | null;
}

/** The methods of a model, those that read alike as one, in the order of their shares. */
function methodsOf(model: string): Method[] {
  const shares = new Map<string, number | null>();
  for (const part of model.split('; ')) {
    const [, name = part, share] = /^(.*) \((\d+) %\)$/.exec(part) ?? [];
    const words = methodWords(name);
    const before = shares.get(words) ?? null;
    shares.set(words, share === undefined ? before : (before ?? 0) + Number(share));
  }
  return [...shares]
    .map(([words, share]) => ({ words, share }))
    .toSorted((one, other) => (other.share ?? 0) - (one.share ?? 0));
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The method that weighs most, in plain words and without its share: `The trend of four months, levelling off`. */
export const shortModel = (model: string): string => capital(methodsOf(model)[0]?.words ?? model);

/** What rhythm the methods go by; null when by none. */
function rhythmText(model: string): string | null {
  if (/calendar [×+]/.test(model)) return 'Weekdays and special days of the month are accounted for';
  return /weekly [×+]|Holt-Winters/.test(model) ? 'Weekdays are accounted for' : null;
}

/**
 * How a forecast was made, in sentences that need no knowledge of statistics. Its name says the methods that weigh most:
 * where they are not all, the rest is told.
 */
export function modelText(model: string, formats: Formats): string {
  const methods = methodsOf(model);
  const total = methods.reduce((sum, { share }) => sum + (share ?? 100), 0);
  const whole = (share: number) => new Intl.NumberFormat(formats.locale, { style: 'percent' }).format(share / 100);
  const parts = methods.map(({ words, share }) =>
    share === null || share >= 100 ? words : `${words} (${whole(share)})`,
  );
  // Rounded shares of all methods add up to nearly 100.
  const rest = total < 98 ? [`others that weigh less (${whole(100 - total)})`] : [];
  const rhythm = rhythmText(model);
  return [capital([...parts, ...rest].join('; ')), ...(rhythm === null ? [] : [rhythm])].join('. ');
}
