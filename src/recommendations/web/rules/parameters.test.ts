import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { changedCount, changedParameters, fieldsOf, limitsText, valuesOf } from './parameters.ts';

const schema = z.strictObject({
  days: z.number().int().min(7).max(90).default(14).describe('Days that are looked at'),
  cpu_percent: z.number().min(0).default(5).describe('Processor at its busiest, below (%)'),
  copies: z.number().int().default(2).describe('Copies that stay'),
  production_too: z.boolean().default(false).describe('Looks at production, too'),
  sizes: z.array(z.string()).default([]).describe('What has no field'),
});
const parameters_schema = z.toJSONSchema(schema, { io: 'input' }) as Record<string, unknown>;
const fields = fieldsOf({ parameters_schema });

describe('fields of thresholds', () => {
  it('come from the JSON Schema, with unit, limits and default', () =>
    expect(fields.map(({ name, label, unit, default_value }) => [name, label, unit, default_value])).toEqual([
      ['days', 'Days that are looked at', 'days', 14],
      ['cpu_percent', 'Processor at its busiest, below', '%', 5],
      ['copies', 'Copies that stay', null, 2],
      ['production_too', 'Looks at production, too', null, false],
    ]));

  it('say their limits in words', () =>
    expect(fields.map(limitsText)).toEqual(['7 to 90 days', '0 % or more', null, null]));

  it('send what differs from the default, and keep what has no field', () => {
    const parameters = { days: 30, cpu_percent: 5, copies: 2, production_too: true, sizes: ['a'] };
    expect(changedParameters(fields, valuesOf(fields, parameters), parameters)).toEqual({
      days: 30,
      production_too: true,
      sizes: ['a'],
    });
    expect(changedCount({ parameters_schema, parameters })).toBe(2);
  });

  it('take an emptied field as its default', () =>
    expect(changedParameters(fields, { ...valuesOf(fields, {}), days: null }, {})).toEqual({}));

  it('are none where there is no schema', () => expect(fieldsOf({ parameters_schema: {} })).toEqual([]));
});
