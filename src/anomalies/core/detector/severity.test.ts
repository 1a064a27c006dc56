import { describe, expect, it } from 'vitest';
import { severityOf } from './severity.ts';

const finding = (expected: number, score: number) =>
  ({ kind: 'spike', score, band: { expected, lower: expected - 1, upper: expected + 1 } }) as const;

describe('severityOf', () => {
  const cases = [
    { expected: 4, value: 12, score: 9, least: 0.5, severity: 'low', name: 'little money, however much of it' },
    { expected: 40, value: 55, score: 9, least: 0.5, severity: 'low', name: 'some money, a third more' },
    { expected: 40, value: 65, score: 1, least: 0.5, severity: 'medium', name: 'some money, much more' },
    { expected: 1000, value: 1250, score: 1, least: 0.5, severity: 'medium', name: 'much money, a quarter more' },
    { expected: 100, value: 350, score: 1.2, least: 0.5, severity: 'high', name: 'much money, not so rare' },
    { expected: 9000, value: 11_000, score: 9, least: 0.5, severity: 'high', name: 'very much money, a quarter more' },
    {
      expected: 1000,
      value: 2400,
      score: 1,
      least: 0.5,
      severity: 'critical',
      name: 'very much money, more than twice',
    },
    { expected: 0, value: 1500, score: 30, least: 0.5, severity: 'critical', name: 'something new and dear' },
    {
      expected: 0,
      value: 1500,
      score: 30,
      least: 100,
      severity: 'low',
      name: 'the same where it takes more to matter',
    },
    { expected: 2000, value: 0, score: 9, least: 0.5, severity: 'medium', name: 'a fall, however large' },
    { expected: 5, value: 9, score: 1, least: 0, severity: 'critical', name: 'anything where all impact matters' },
  ];
  it.each(cases)('$name: $severity', ({ expected, value, score, least, severity }) => {
    expect(severityOf(finding(expected, score), value, least)).toBe(severity);
  });

  it('never falls as the deviation grows', () => {
    const order = ['low', 'medium', 'high', 'critical'];
    const places = Array.from({ length: 200 }, (_, n) =>
      order.indexOf(severityOf(finding(50, 1 + n / 20), 50 + 1.07 ** n, 0.5)),
    );
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(new Set(places).size).toBe(4);
  });
});
