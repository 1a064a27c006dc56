import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { adviceIn, twelfth } from './advisor.ts';

describe('a twelfth', () => {
  it.each<[string, string | null]>([
    ['1200', '100'],
    ['1200.60', '100.05'],
    ['0', '0'],
    ['0.000', '0'],
    ['-12', '-1'],
    ['3', '0.25'],
    ['100', null],
    ['0.000000000000000012', '0.000000000000000001'],
    ['0.000000000000000001', null],
    ['0.0000000000000000012', null],
    ['1e3', null],
    ['', null],
    ['12,5', null],
  ])('of %s is %s', (annual, month) => {
    expect(twelfth(annual)).toBe(month);
  });

  it('gives back what was multiplied by twelve', () => {
    const amount = fc.tuple(fc.bigInt({ min: 0n, max: 10n ** 30n }), fc.integer({ min: 0, max: 18 }));
    fc.assert(
      fc.property(amount, ([digits, fraction]) => {
        const text = (value: bigint): string => {
          const padded = value.toString().padStart(fraction + 1, '0');
          const at = padded.length - fraction;
          return fraction === 0 ? padded : `${padded.slice(0, at)}.${padded.slice(at)}`;
        };
        const bare = (decimal: string): string => (decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal);
        expect(twelfth(text(digits * 12n))).toBe(bare(text(digits)));
      }),
    );
  });
});

describe('a recommendation', () => {
  const SUBSCRIPTION = '33333333-3333-4333-8333-333333333333';
  const DATABASE = `/subscriptions/${SUBSCRIPTION}/resourceGroups/G/providers/Microsoft.Sql/servers/S/databases/D`;
  const advice = (properties: object) => {
    const value = [
      {
        id: `${DATABASE}/providers/Microsoft.Advisor/recommendations/A`,
        properties: { category: 'Cost', ...properties },
      },
    ];
    return adviceIn({ value }, SUBSCRIPTION)[0];
  };

  it.each<[object, string | null]>([
    [{ annualSavingsAmount: '1200', savingsAmount: '99' }, '100'],
    [{ annualSavingsAmount: '100', savingsAmount: '8.33' }, '8.33'],
    [{ annualSavingsAmount: '100' }, null],
    [{ savingsAmount: '58.0' }, '58.0'],
    [{ savingsAmount: 58 }, '58'],
    [{ savingsAmount: 'unknown' }, null],
    [{}, null],
  ])('with %j saves %s a month', (extendedProperties, savings) => {
    expect(advice({ extendedProperties })!.monthly_savings).toBe(savings);
  });

  it('is about the resource that it names, or about the subscription', () => {
    expect(advice({ resourceMetadata: { resourceId: DATABASE } })).toMatchObject({
      resource_id: DATABASE.toLowerCase(),
      resource_type: 'microsoft.sql/servers/databases',
    });
    const reservation = {
      resourceMetadata: { resourceId: `/subscriptions/${SUBSCRIPTION}` },
      impactedField: 'Microsoft.Subscriptions/subscriptions',
    };
    expect(advice(reservation)).toMatchObject({
      resource_id: null,
      resource_type: 'microsoft.subscriptions/subscriptions',
    });
  });

  it.each([[{ category: 'Security' }], [{ suppressionIds: ['00000000-0000-4000-8000-000000000000'] }]])(
    'with %j is left out',
    (properties) => {
      expect(advice(properties)).toBeUndefined();
    },
  );

  it('says what to do, in its own words, and what it would become', () => {
    const found = advice({
      recommendationTypeId: 'type',
      shortDescription: { problem: 'Too large', solution: 'Make it smaller' },
      extendedProperties: {
        recommendationType: 'SkuChange',
        currentSku: 'A',
        targetSku: 'B',
        savingsCurrency: 'EUR',
        region: 'WestEurope',
      },
    });
    expect(found).toMatchObject({
      action: 'SkuChange',
      title: 'Too large',
      currency: 'EUR',
      region: 'westeurope',
      details: { solution: 'Make it smaller', current_sku: 'A', recommended_sku: 'B', annual_savings: null },
    });
  });
});
