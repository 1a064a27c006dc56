import { Select } from '@mantine/core';
import { type AnomaliesView, SORTS } from './anomalies-view.ts';

type Sort = AnomaliesView['sort'];
const SORT_WORDS: Record<Sort, string> = { started_on: 'Latest first', impact: 'Largest impact first' };

/** Chooses the order of the anomalies; stands at the table, since it leaves none out. */
export const OrderSelect = ({ value, change }: { value: Sort; change: (sort: Sort) => void }) => (
  <Select
    size="xs"
    w={174}
    aria-label="Order"
    allowDeselect={false}
    data={SORTS.map((sort) => ({ value: sort, label: SORT_WORDS[sort] }))}
    value={value}
    onChange={(sort) => sort && change(sort as Sort)}
  />
);
