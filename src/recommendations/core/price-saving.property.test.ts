import { array as arrayOf, assert, constant, constantFrom, integer, oneof, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { line, plan, reprice, saving } from '../../../test/support/savings.ts';
import { compareDecimals, sumDecimals, timesDecimal } from '../../platform/core/decimal.ts';
import type { BillLine } from './bill.ts';
import type { SavingPlan } from './saving-plan.ts';

describe('the saving of any plan', () => {
  /** Amounts are hundredths of cents, shares hundredths: numbers that are exact. */
  interface Drawn {
    meter: 'BoxUsage:m5.xlarge' | 'EBS:VolumeUsage.gp2';
    paid: number;
    contracted: number;
    covered: 'Spend' | 'Usage' | null;
  }
  type Step =
    | { kind: 'ends' | 'share'; percent: number; of: 'all' | 'compute' | 'storage' }
    | { kind: 'reprice'; to: string };
  const RATIOS: Record<string, number> = { 'm5.large': 0.5, 'm7g.xlarge': 0.8, 'm5.2xlarge': 2 };

  const drawn = record({
    meter: constantFrom<Drawn['meter']>('BoxUsage:m5.xlarge', 'EBS:VolumeUsage.gp2'),
    paid: integer({ min: 0, max: 10 ** 9 }),
    contracted: integer({ min: 0, max: 10 ** 9 }),
    covered: constantFrom<Drawn['covered']>('Spend', 'Usage', null),
  });
  const steps = oneof(
    record({
      kind: constantFrom<'ends' | 'share'>('ends', 'share'),
      percent: integer({ min: 1, max: 100 }),
      of: constantFrom<'all' | 'compute' | 'storage'>('all', 'compute', 'storage'),
    }),
    record({ kind: constant('reprice' as const), to: constantFrom(...Object.keys(RATIOS)) }),
  );

  const lineOf = ({ meter, paid, contracted, covered }: Drawn): BillLine =>
    line({
      meter,
      ...(covered ? plan(covered) : {}),
      effective: timesDecimal(String(paid), 0.0001),
      contracted: timesDecimal(String(covered ? contracted : paid), 0.0001),
      list: null,
    });
  const stepOf = (step: Step): SavingPlan[number] => {
    if (step.kind === 'reprice') return reprice(step.to)[0]!;
    const of = step.of === 'all' ? 'all' : [step.of];
    if (step.kind === 'ends') return { kind: 'ends', of, because: 'so' };
    return { kind: 'share', share: step.percent / 100, of, because: 'so' };
  };
  const isMeant = ({ meter }: Drawn, step: Step): boolean =>
    meter.startsWith('Box')
      ? step.kind === 'reprice' || step.of !== 'storage'
      : step.kind !== 'reprice' && step.of !== 'compute';

  /** Each charge by itself, with a pencil: what it saves, and what it frees. */
  function byHand(charge: Drawn, plan_steps: readonly Step[]): { saved: number; freed: number } {
    let [paid, covered] = charge.covered ? [0, charge.paid] : [charge.paid, 0];
    const rate = charge.paid === 0 ? 0 : charge.contracted / charge.paid;
    for (const step of plan_steps.filter((one) => isMeant(charge, one))) {
      if (step.kind !== 'reprice') {
        const left = step.kind === 'ends' ? 0 : 1 - step.percent / 100;
        [paid, covered] = [paid * left, covered * left];
        continue;
      }
      const ratio = RATIOS[step.to]!;
      const leaves = charge.covered === 'Usage' && step.to === 'm7g.xlarge';
      const on_demand = leaves ? covered * ratio : covered * Math.max(0, ratio - 1);
      [paid, covered] = [paid * ratio + on_demand * rate, leaves ? 0 : covered * Math.min(1, ratio)];
    }
    const [paid_before, covered_before] = charge.covered ? [0, charge.paid] : [charge.paid, 0];
    return { saved: paid_before - paid, freed: covered_before - covered };
  }

  it('is what a pencil finds, and with what is freed never more than what is paid', () => {
    assert(
      property(
        arrayOf(drawn, { minLength: 1, maxLength: 5 }),
        arrayOf(steps, { minLength: 1, maxLength: 4 }),
        (charges, taken) => {
          // A charge that costs nothing has no rate to tell what it costs without its commitment.
          const billed = charges.map((one) => ({ ...one, paid: one.paid + 1 }));
          const { monthly, monthly_cost, freed_commitments } = saving(taken.map(stepOf), { bill: billed.map(lineOf) });
          if (monthly === null) return;
          const freed = sumDecimals(freed_commitments.map((one) => one.monthly_cost));
          const hand = billed.map((one) => byHand(one, taken));
          const sum = (values: number[]) => values.reduce((total, value) => total + value, 0) / 10_000;
          expect(Number(monthly.effective)).toBeCloseTo(sum(hand.map((one) => one.saved)), 6);
          expect(Number(freed)).toBeCloseTo(sum(hand.map((one) => one.freed)), 6);
          expect(compareDecimals(sumDecimals([monthly.effective, freed]), monthly_cost!.effective)).toBeLessThanOrEqual(
            0,
          );
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
