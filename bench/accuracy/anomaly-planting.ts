import { JUDGED_FROM, type PlantedEvent } from './anomaly-judge.ts';
import type { Random } from './anomaly-random.ts';

/** Days that must pass between two events of one series, so that each can be told from the aftermath of the other. */
const DISTANCE = 45;

interface Planting {
  event: PlantedEvent;
  /** What day `i` of the series is multiplied by. */
  factor: (i: number) => number;
}

const within = (i: number, event: PlantedEvent): boolean => i >= event.start && i <= event.end;

function spike(start: number, random: Random, noise: number): Planting {
  const event = { kind: 'spike', start, end: start + random.integer(0, 2), alarm: true };
  const usual = random.chance(0.5) ? random.between(0.3, 0.9) : random.between(0.9, 3);
  const height = Math.max(usual, Math.exp(5 * noise) - 1);
  return { event, factor: (i) => (within(i, event) ? 1 + height : 1) };
}

function levelShift(start: number, random: Random, noise: number): Planting {
  const event = { kind: 'level_shift', start, end: start + 6, alarm: true };
  const height = Math.max(random.between(0.3, 1.2), Math.exp(3 * noise) - 1);
  return { event, factor: (i) => (i >= start ? 1 + height : 1) };
}

function drift(start: number, random: Random, noise: number): Planting {
  const days = random.integer(18, 31);
  const event = { kind: 'drift', start, end: start + days - 1, alarm: true };
  const height = Math.max(random.between(0.35, 1.1), Math.exp(3 * noise) - 1);
  return { event, factor: (i) => 1 + height * Math.min(1, Math.max(0, (i - start + 1) / days)) };
}

function drop(start: number, random: Random): Planting {
  const event = { kind: 'drop', start, end: start + 6, alarm: true };
  const left = random.chance(0.5) ? 0.05 : random.between(0.01, 0.15);
  return { event, factor: (i) => (i >= start ? left : 1) };
}

function plant(start: number, random: Random, noise: number, last: boolean): Planting {
  const roll = random.between(0, 1);
  if (roll < 0.45) return spike(start, random, noise);
  if (roll < 0.7) return levelShift(start, random, noise);
  if (roll < 0.87 || !last) return drift(start, random, noise);
  return drop(start, random);
}

/** The days between the shift of a batch job and its next batch carry nothing to see: plant where it works. */
const startFor = (kind: string, shape: Float64Array, start: number): number => {
  if (!kind.endsWith('_batch')) return start;
  const highest = shape.slice(start, start + 14).reduce((best, value, i, all) => (value > all[best]! ? i : best), 0);
  return start + highest;
};

/**
 * Multiplies none, one or two events into a series, in its judged part. They are large against `noise` (the standard
 * deviation of the logarithm), as what nobody could see is no test; a charge at no fixed days gets none at all.
 */
export function plantEvents(
  kind: string,
  shape: Float64Array,
  noise: number,
  random: Random,
): { shape: Float64Array; events: PlantedEvent[] } {
  const events: PlantedEvent[] = [];
  let planted = shape;
  const count = kind === 'sporadic' ? 0 : random.pick([0, 1, 1, 1, 2]);
  let from = JUDGED_FROM + 1;
  for (let n = 0; n < count; n += 1) {
    const last = n === count - 1;
    const to = last ? shape.length - 40 : Math.min(from + 120, shape.length - 120);
    const start = startFor(kind, shape, random.integer(from, to));
    const { event, factor } = plant(start, random, noise, last);
    events.push(event);
    planted = planted.map((value, i) => value * factor(i));
    from = event.end + DISTANCE;
  }
  return { shape: planted, events };
}
