import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attributesOf, attributeTitle, shownAs } from './attributes.ts';

describe('attributes', () => {
  it.each([
    ['size_gib', 'Size (GiB)'],
    ['instance_type', 'Instance type'],
    ['vcpus', 'vCPUs'],
    ['public_ip', 'Public IP'],
    ['cpu_cores', 'CPU cores'],
  ])('calls %s %s', (name, title) => {
    expect(attributeTitle(name)).toBe(title);
  });

  it.each([
    [null, { kind: 'unknown' }],
    ['', { kind: 'unknown' }],
    [0, { kind: 'number', value: 0 }],
    [false, { kind: 'text', text: 'No' }],
    ['gp3', { kind: 'text', text: 'gp3' }],
    ['2026-03-01T12:00:00Z', { kind: 'instant', at: '2026-03-01T12:00:00Z' }],
    ['2026-03-01', { kind: 'text', text: '2026-03-01' }],
    [[], { kind: 'text', text: 'None' }],
    [{}, { kind: 'text', text: 'None' }],
    [['a', null, 2], { kind: 'list', texts: ['a', 'not known', '2'] }],
    [{ days: 7 }, { kind: 'parts', parts: [{ name: 'days', value: { kind: 'number', value: 7 } }] }],
    [
      [{ days: null }],
      { kind: 'several', items: [{ kind: 'parts', parts: [{ name: 'days', value: { kind: 'unknown' } }] }] },
    ],
  ])('shows %j', (value, shown) => {
    expect(shownAs(value)).toEqual(shown);
  });

  it('stand by title, with those that are not told apart', () => {
    const { told, unknown } = attributesOf({ vcpus: 4, size_gib: null, ena: true, tags_on: 0 });
    expect(told.map(({ title }) => title)).toEqual(['ENA', 'Tags on', 'vCPUs']);
    expect(unknown).toEqual(['Size (GiB)']);
  });

  it('shows any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(shownAs(value).kind).toBeTruthy();
      }),
    );
  });
});
