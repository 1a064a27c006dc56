import { describe, expect, it } from 'vitest';
import { CONFORMANCE_RULES, rulesFor } from './conformance.ts';
import { CHARGE_COLUMNS, FOCUS_COLUMNS, focusColumnOf, focusVersionOf } from './focus.ts';
import { BILLING_FORMATS } from './formats/index.ts';

/** Columns of FOCUS 1.0 as the specification counts them, and those each later version added or removed. */
const COLUMN_COUNTS = { '1.0': 43, '1.1': 50, '1.2': 57, '1.3': 65, '1.4': 65 };

describe('FOCUS columns', () => {
  it.each(Object.entries(COLUMN_COUNTS))('of %s are %i', (version, count) => {
    const columns = FOCUS_COLUMNS.filter(
      ({ since, until }) => since <= version && (until === undefined || version <= until),
    );
    expect(columns.length).toBe(count);
  });

  it('are named once, each as FOCUS and as we spell it', () => {
    expect(new Set(FOCUS_COLUMNS.map(({ name }) => name)).size).toBe(FOCUS_COLUMNS.length);
    for (const { focus_name, name } of FOCUS_COLUMNS)
      expect(name).toBe(focus_name.replace(/(?<!^)[A-Z]/g, '_$&').toLowerCase());
  });

  it('name their successors', () => {
    for (const { until, replaced_by } of FOCUS_COLUMNS)
      if (until !== undefined) expect(focusColumnOf(replaced_by ?? '')?.since).toBe('1.3');
  });

  it('are found whatever the case of a header', () => {
    expect(focusColumnOf(' BILLEDCOST ')?.name).toBe('billed_cost');
    expect(focusColumnOf('x_BilledCost')).toBeUndefined();
  });

  it('stand in charge rows between the day and the columns of others', () => {
    const names = CHARGE_COLUMNS.map(({ name }) => name);
    expect(names.slice(0, 2)).toEqual(['load_id', 'charge_date']);
    expect(names.at(-1)).toBe('x');
    expect(names.length).toBe(FOCUS_COLUMNS.length + 3);
  });
});

describe('the version of a file', () => {
  const base = ['billed_cost', 'provider_name'];
  it.each([
    ['1.0', base],
    ['1.0', [...base, 'billing_account_type']],
    ['1.1', [...base, 'sku_meter']],
    ['1.2', [...base, 'sku_meter', 'invoice_id']],
    ['1.3', [...base, 'host_provider_name']],
    ['1.4', ['billed_cost', 'service_provider_name']],
    ['1.4', [...base, 'invoice_detail_id']],
  ])('is %s for %j', (version, names) => {
    expect(focusVersionOf(new Set(names))).toBe(version);
  });
});

describe('conformance rules', () => {
  it('look at columns that exist and end in a reason', () => {
    const names = new Set<string>(FOCUS_COLUMNS.map(({ name }) => name));
    expect(CONFORMANCE_RULES.length).toBeGreaterThan(40);
    for (const { column, reason } of CONFORMANCE_RULES) {
      expect(names.has(column)).toBe(true);
      expect(reason).not.toMatch(/[.;,]$/);
    }
  });

  it('ask nothing of columns that a file lacks', () => {
    expect(rulesFor(new Set(['list_cost']), false).map(({ column }) => column)).toEqual(['list_cost']);
  });

  it('do not hold a mapped format to amounts that its provider does not state', () => {
    const names = new Set<string>(FOCUS_COLUMNS.map(({ name }) => name));
    const rules = rulesFor(names, true);
    expect(rules.every(({ severity }) => severity === 'error')).toBe(true);
    expect(rules.some(({ column }) => column === 'billed_cost')).toBe(false);
    expect(rules.some(({ column }) => column === 'billing_currency')).toBe(true);
  });
});

describe('billing formats', () => {
  it.each(BILLING_FORMATS.map((format) => [format.id, format] as const))('%s name columns they know', (_id, format) => {
    const names = new Set(format.columns.map(({ name }) => name));
    for (const name of [...format.signatures.flat(), ...format.required.flatMap(({ any_of }) => any_of)])
      expect(names.has(name)).toBe(true);
    const headers = format.columns.flatMap((column) => column.headers);
    expect(new Set(headers).size).toBe(headers.length);
    expect(headers).toEqual(headers.map((header) => header.toLowerCase()));
  });
});
