import { expect, it } from 'vitest';
import type { State } from '../../core/workflow.ts';
import { batchNote, sharesOf } from './batch-words.ts';

const of = (...states: State[]) => states.map((state) => ({ state }));

it.each([
  [of('completed', 'executing', 'scheduled', 'failed'), { done: 1, running: 1, waiting: 1, bad: 1, dropped: 0 }],
  [of('rejected', 'proposed', 'rolled_back'), { done: 0, running: 0, waiting: 1, bad: 1, dropped: 1 }],
])('counts changes of a batch by what became of them: %o', (remediations, shares) =>
  expect(sharesOf(remediations)).toEqual(shares),
);

it.each([
  [1, 3, 'The first goes alone; once it went well, 3 at a time.'],
  [2, 1, 'The first 2 go alone; once they went well, one at a time.'],
])('says how a batch of %i canaries goes', (canaries, at_once, text) =>
  expect(batchNote({ canaries, at_once })).toBe(text),
);
