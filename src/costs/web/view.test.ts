import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GRANULARITIES } from '../../platform/core/dates.ts';
import { parseSearch, stringifySearch } from '../../platform/web/search.ts';
import { DIMENSION_NAMES, type Grouping, METRICS } from '../core/dimensions.ts';
import { PRESETS } from './range.ts';
import { CHART_KINDS, DEFAULT_VIEW, drillDown, searchOf, type View, viewFrom, withFilter } from './view.ts';

const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const grouping: fc.Arbitrary<Grouping> = fc.oneof(
  fc.constantFrom(...DIMENSION_NAMES),
  text.map((key): Grouping => `tag:${key}`),
);
const view: fc.Arbitrary<View> = fc.record({
  metric: fc.constantFrom(...METRICS),
  range: fc.oneof(
    fc.constantFrom(...PRESETS.map((preset) => preset.id)),
    fc.constant({ start: '2026-01-01', end: '2026-02-01' }),
  ),
  granularity: fc.constantFrom(...GRANULARITIES, 'auto' as const),
  group_by: fc.option(grouping),
  chart: fc.constantFrom(...CHART_KINDS),
  limit: fc.integer({ min: 1, max: 50 }),
  currency: fc.constantFrom(null, 'EUR'),
  filters: fc.uniqueArray(
    fc.record({ grouping, exclude: fc.boolean(), values: fc.array(fc.string({ unit: 'grapheme' }), { minLength: 1 }) }),
    { selector: (filter) => `${filter.grouping} ${filter.exclude}` },
  ),
});

describe('the view of the explorer', () => {
  it('is read from its address as it was, and is not written where it is as by default', () => {
    fc.assert(
      fc.property(view, (wanted) => {
        const found = viewFrom(parseSearch(stringifySearch(searchOf(wanted))));
        expect({ ...found, filters: new Set(found.filters) }).toEqual({ ...wanted, filters: new Set(wanted.filters) });
      }),
    );
    expect(searchOf(DEFAULT_VIEW)).toEqual({});
  });

  it('takes what cannot be read as by default, since people edit addresses', () => {
    const nonsense =
      'metric=x&range=x&granularity=x&group_by=x&chart=x&limit=1e9&currency=euro&start=2026-02-01&end=2026-01-01';
    expect(viewFrom(parseSearch(nonsense))).toEqual(DEFAULT_VIEW);
  });

  it('replaces a filter of the same kind, and drops one without values', () => {
    const service = { grouping: 'service', exclude: false, values: ['A'] } as const;
    const filters = withFilter([{ ...service, values: ['B'] }], { ...service, values: ['A'] });
    expect(filters).toEqual([{ ...service, values: ['A'] }]);
    expect(withFilter(filters, { ...service, values: [] })).toEqual([]);
  });

  it('narrows to a value and groups by what tells most next', () => {
    const once = drillDown(DEFAULT_VIEW, 'Amazon EC2');
    expect(once.filters).toEqual([{ grouping: 'service', exclude: false, values: ['Amazon EC2'] }]);
    expect(once.group_by).toBe('account');
    expect(drillDown(once, '111').group_by).toBe('region');
    expect(drillDown({ ...DEFAULT_VIEW, group_by: 'tag:team' }, '').filters).toEqual([
      { grouping: 'tag:team', exclude: false, values: [''] },
    ]);
  });
});
