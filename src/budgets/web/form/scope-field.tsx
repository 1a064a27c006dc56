import { Select } from '@mantine/core';
import { METRICS, type Metric } from '../../../costs/core/dimensions.ts';
import { FilterChip } from '../../../costs/web/explorer/filter-chip.tsx';
import { FilterEditor } from '../../../costs/web/explorer/filter-editor.tsx';
import { useGroupings } from '../../../costs/web/explorer/filter-sentence.tsx';
import { METRIC_MEANINGS, METRIC_TITLES } from '../../../costs/web/trend-data.ts';
import { withFilter } from '../../../costs/web/view.ts';
import type { FieldProps } from './fields.ts';

/** Which costs a budget is for: the same sentence of filters as the cost explorer has, and by which amount they count. */
export function ScopeField({ form, change, errorOf }: FieldProps) {
  const groupings = useGroupings();
  const { filters, metric } = form;
  const problem = errorOf('filters');
  return (
    <fieldset className="budget-fieldset">
      <legend>Costs it is for</legend>
      <div className="sentence budget-sentence">
        <Select
          size="xs"
          w={150}
          aria-label="Metric"
          allowDeselect={false}
          data={METRICS.map((value) => ({ value, label: METRIC_TITLES[value] }))}
          value={metric}
          onChange={(value) => value && change({ metric: value as Metric })}
          error={errorOf('metric')}
        />
        <span>{filters.length === 0 ? 'of all costs' : 'where'}</span>
        {filters.map((filter) => (
          <FilterChip
            key={`${filter.grouping} ${filter.exclude}`}
            filter={filter}
            change={(next) => change({ filters: withFilter(filters, next) })}
          />
        ))}
        <FilterEditor groupings={groupings} add={(filter) => change({ filters: withFilter(filters, filter) })} />
      </div>
      <p className="under">{METRIC_MEANINGS[metric]}</p>
      {problem && <p className="budget-problem">{problem}</p>}
    </fieldset>
  );
}
