import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ask } from '../../../platform/web/queries.ts';
import { costsContract } from '../../core/contract.ts';
import { type Grouping, groupingTitle, METRICS } from '../../core/dimensions.ts';
import { daysOf, PRESETS } from '../range.ts';
import { METRIC_MEANINGS, METRIC_TITLES } from '../trend-data.ts';
import { type View, withFilter } from '../view.ts';
import { FilterChip } from './filter-chip.tsx';
import { FilterEditor } from './filter-editor.tsx';
import { RangeEditor } from './range-editor.tsx';

interface FilterSentenceProps {
  view: View;
  setView: (view: View) => void;
  last_day: string;
}

const GRANULARITY_CHOICES = [
  { value: 'auto', label: 'a suitable step' },
  { value: 'daily', label: 'day' },
  { value: 'weekly', label: 'week' },
  { value: 'monthly', label: 'month' },
];
const LIMITS = ['5', '8', '12', '20'];

/** Everything that can be grouped by, for a selection: dimensions, then tag keys. */
export function useGroupings(): { group: string; items: { value: string; label: string }[] }[] {
  const { data } = useQuery(ask(costsContract.costDimensions));
  return [
    {
      group: 'Dimensions',
      items: (data?.items ?? []).map(({ dimension, title }) => ({ value: dimension, label: title })),
    },
    {
      group: 'Tags',
      items: (data?.tag_keys ?? []).map(({ key }) => ({ value: `tag:${key}`, label: groupingTitle(`tag:${key}`) })),
    },
  ];
}

/** What is shown, as a sentence whose words can be changed. */
export function FilterSentence({ view, setView, last_day }: FilterSentenceProps) {
  const groupings = useGroupings();
  const small = { size: 'xs', allowDeselect: false } as const;
  return (
    <section className="panel sentence" aria-label="What is shown">
      <Select
        {...small}
        aria-label="Metric"
        w={150}
        data={METRICS.map((value) => ({ value, label: METRIC_TITLES[value] }))}
        value={view.metric}
        onChange={(value) => setView({ ...view, metric: value as View['metric'] })}
        renderOption={({ option }) => (
          <span title={METRIC_MEANINGS[option.value as View['metric']]}>{option.label}</span>
        )}
      />
      <span>by</span>
      <Select
        {...small}
        aria-label="Grouped by"
        w={170}
        searchable
        nothingFoundMessage="No such dimension or tag"
        data={[{ value: 'none', label: 'Nothing (total)' }, ...groupings]}
        value={view.group_by ?? 'none'}
        onChange={(value) => setView({ ...view, group_by: value === 'none' ? null : (value as Grouping) })}
      />
      <span>per</span>
      <Select
        {...small}
        aria-label="Step"
        w={130}
        data={GRANULARITY_CHOICES}
        value={view.granularity}
        onChange={(value) => setView({ ...view, granularity: value as View['granularity'] })}
      />
      <span>over</span>
      <Select
        {...small}
        aria-label="Period"
        w={140}
        data={[
          ...PRESETS.map(({ id, title }) => ({ value: id as string, label: title })),
          { value: 'custom', label: 'Own dates' },
        ]}
        value={typeof view.range === 'string' ? view.range : 'custom'}
        onChange={(value) =>
          setView({ ...view, range: value === 'custom' ? daysOf(view.range, last_day) : (value as View['range']) })
        }
      />
      {typeof view.range !== 'string' && (
        <RangeEditor range={view.range} setRange={(range) => setView({ ...view, range })} />
      )}
      <span>top</span>
      <Select
        {...small}
        aria-label="Series shown"
        w={70}
        data={LIMITS}
        value={String(view.limit)}
        onChange={(value) => setView({ ...view, limit: Number(value) })}
      />
      {view.filters.map((filter) => (
        <FilterChip
          key={`${filter.grouping} ${filter.exclude}`}
          filter={filter}
          change={(next) => setView({ ...view, filters: withFilter(view.filters, next) })}
        />
      ))}
      <FilterEditor
        groupings={groupings}
        add={(filter) => setView({ ...view, filters: withFilter(view.filters, filter) })}
      />
    </section>
  );
}
