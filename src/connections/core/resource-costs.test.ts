import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { costsOf, singleCost, sumExactly } from './resource-costs.ts';

const cost = (resource_id: string, amount: string, currency = 'USD') => ({ resource_id, amount, currency });
const bill = new Map([
  ['i-1', [cost('i-1', '1.1'), cost('i-1', '2', 'EUR')]],
  ['arn:aws:ec2:eu-central-1:1:instance/i-1', [cost('arn:aws:ec2:eu-central-1:1:instance/i-1', '2.2')]],
  ['/subscriptions/a/vm', [cost('/subscriptions/A/VM', '3')]],
]);

describe('the cost of a resource', () => {
  it('is what bills say under any of its names, each once, whatever their case', () => {
    expect(costsOf(['I-1', 'i-1', 'unknown'], bill).map(({ amount }) => amount)).toEqual(['1.1', '2']);
    expect(singleCost(costsOf(['/SUBSCRIPTIONS/a/vm'], bill))).toEqual({ monthly_cost: 3, currency: 'USD' });
  });

  it('is unknown, not 0, where no bill names it or it is billed in several currencies', () => {
    expect(singleCost(costsOf(['unknown'], bill))).toEqual({ monthly_cost: null, currency: null });
    expect(singleCost(costsOf(['i-1'], bill))).toEqual({ monthly_cost: null, currency: null });
  });

  it('is added exactly', () => {
    expect(sumExactly(['0.1', '0.2'])).toBe(0.3);
    expect(sumExactly(['-1.000000000000000001', '1'])).toBe(-1e-18);
    const units = fc.array(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), { maxLength: 50 });
    fc.assert(
      fc.property(units, (amounts) => {
        const text = (units_of: bigint): string => {
          const digits = (units_of < 0n ? -units_of : units_of).toString().padStart(19, '0');
          return `${units_of < 0n ? '-' : ''}${digits.slice(0, -18)}.${digits.slice(-18)}`;
        };
        const total = amounts.reduce((sum, amount) => sum + amount, 0n);
        expect(sumExactly(amounts.map(text))).toBe(Number(text(total)));
      }),
    );
  });
});
