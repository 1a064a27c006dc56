import { MultiSelect } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../../../platform/web/queries.ts';
import { costsContract } from '../../core/contract.ts';
import { type Grouping, groupingTitle, valueTitle } from '../../core/dimensions.ts';
import { useValueTitles } from '../value-titles.ts';

/** The empty value needs a text of its own: a selection takes an empty one for nothing. */
const NONE = '\u0000none';

interface ValuePickerProps {
  grouping: Grouping;
  values: string[];
  setValues: (values: string[]) => void;
}

/** Chooses values of a grouping, found by part of their name; "has none" is one of them. */
export function ValuePicker({ grouping, values, setValues }: ValuePickerProps) {
  const [search, setSearch] = useState('');
  const [asked] = useDebouncedValue(search, 200);
  const found = useQuery(
    ask(costsContract.costDimensionValues, {
      params: { dimension: grouping },
      query: { search: asked || undefined, limit: 50 },
    }),
  );
  const items = (found.data?.items ?? []).map(({ name, label }) => ({
    value: name,
    label: label && label !== name ? `${label} (${name})` : name,
  }));
  const known = new Set(items.map((item) => item.value));
  const others = values.filter((value) => value !== '' && !known.has(value));
  const titles = useValueTitles(grouping, others);
  const chosen = others.map((value, index) => ({ value, label: titles[index] ?? value }));
  return (
    <MultiSelect
      label={groupingTitle(grouping)}
      placeholder="Type to search"
      searchable
      clearable
      data={[{ value: NONE, label: valueTitle(grouping, '') }, ...chosen, ...items]}
      value={values.map((value) => (value === '' ? NONE : value))}
      onChange={(next) => setValues(next.map((value) => (value === NONE ? '' : value)))}
      searchValue={search}
      onSearchChange={setSearch}
      nothingFoundMessage={found.isFetching ? 'Searching' : 'No value has that in its name'}
      comboboxProps={{ withinPortal: false }}
      maxDropdownHeight={240}
    />
  );
}
