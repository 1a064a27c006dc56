import { Button, Select } from '@mantine/core';
import { addressOf } from '../../../platform/web/client.ts';
import { recommendationsContract } from '../../core/contract.ts';
import {
  filtersOfView,
  GROUPINGS,
  type RecommendationGrouping,
  type RecommendationsView,
} from './recommendations-view.ts';

const GROUPING_WORDS: Record<RecommendationGrouping, string> = {
  none: 'Not grouped',
  type: 'By type',
  account: 'By account',
  owner: 'By owner',
  rule: 'By rule',
};
/** What is likely counts a saving for as much as the advice of its rule has saved so far. */
const ORDERS = [
  { value: 'expected_savings desc', label: 'Largest likely saving first' },
  { value: 'expected_savings asc', label: 'Smallest likely saving first' },
  { value: 'monthly_savings desc', label: 'Largest saving first' },
  { value: 'monthly_savings asc', label: 'Smallest saving first' },
  { value: 'first_found_at desc', label: 'Newest first' },
  { value: 'first_found_at asc', label: 'Oldest first' },
  { value: 'changed_at desc', label: 'Latest change first' },
  { value: 'changed_at asc', label: 'Earliest change first' },
  { value: 'title asc', label: 'By title' },
  { value: 'title desc', label: 'By title, from Z' },
];

interface ListToolsProps {
  view: RecommendationsView;
  setView: (view: RecommendationsView) => void;
}

/** How the list is grouped and put in order, and all of it as a file; stands at the table, since it leaves none out. */
export function ListTools({ view, setView }: ListToolsProps) {
  const order = `${view.sort} ${view.descending ? 'desc' : 'asc'}`;
  return (
    <div className="page-actions">
      <Select
        size="xs"
        w={126}
        aria-label="Grouped"
        allowDeselect={false}
        data={GROUPINGS.map((value) => ({ value, label: GROUPING_WORDS[value] }))}
        value={view.group_by}
        onChange={(value) => setView({ ...view, group_by: value as RecommendationGrouping })}
      />
      <Select
        size="xs"
        w={196}
        aria-label="Order"
        allowDeselect={false}
        data={ORDERS}
        value={order}
        onChange={(value) => {
          const [sort, way] = (value ?? order).split(' ');
          setView({ ...view, sort: sort as RecommendationsView['sort'], descending: way === 'desc' });
        }}
      />
      <Button
        size="xs"
        variant="default"
        component="a"
        href={addressOf(recommendationsContract.exportRecommendations, { query: filtersOfView(view) })}
        download
      >
        Download CSV
      </Button>
    </div>
  );
}
