import { ActionIcon, Button, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { costsContract } from '../../../costs/core/contract.ts';
import { type Grouping, groupingTitle, valueTitle } from '../../../costs/core/dimensions.ts';
import { useGroupings } from '../../../costs/web/explorer/filter-sentence.tsx';
import { ask } from '../../../platform/web/queries.ts';
import { RETYPE } from '../retype.ts';
import type { ScopePart } from './event-form.ts';

/** The empty value needs a text of its own: a selection takes an empty one for nothing. */
const NONE = '\u0000none';

interface PartProps {
  part: ScopePart;
  change: (part: ScopePart) => void;
  error: string | undefined;
}

/** Chooses a value of a grouping, found by part of its name; "has none" is one of them. */
function ValueSelect({ part, change, error }: PartProps) {
  const [search, setSearch] = useState('');
  const [asked] = useDebouncedValue(search, 200);
  const found = useQuery(
    ask(costsContract.costDimensionValues, {
      params: { dimension: part.grouping },
      query: { search: asked || undefined, limit: 50 },
    }),
  );
  const items = (found.data?.items ?? []).map(({ name, label }) => ({
    value: name === '' ? NONE : name,
    label: valueTitle(part.grouping, name, label),
  }));
  const known = new Set([NONE, ...items.map(({ value }) => value)]);
  const chosen = part.value === null ? null : part.value === '' ? NONE : part.value;
  return (
    <Select
      aria-label={`Value of ${groupingTitle(part.grouping).toLowerCase()}`}
      placeholder="Type to search"
      searchable
      {...RETYPE}
      data={[
        { value: NONE, label: valueTitle(part.grouping, '') },
        ...(chosen !== null && !known.has(chosen) ? [{ value: chosen, label: chosen }] : []),
        ...items.filter(({ value }) => value !== NONE),
      ]}
      value={chosen}
      onChange={(value) => change({ ...part, value: value === NONE ? '' : value })}
      onSearchChange={setSearch}
      nothingFoundMessage={found.isFetching ? 'Searching' : 'No value has that in its name'}
      error={part.value === null ? error : undefined}
      maxDropdownHeight={240}
    />
  );
}

interface ScopeFieldProps {
  parts: ScopePart[];
  setParts: (parts: ScopePart[]) => void;
  error: string | undefined;
}

/** Chooses the costs that something is about: all, or those that have each of some values. */
export function ScopeField({ parts, setParts, error }: ScopeFieldProps) {
  const groupings = useGroupings();
  const used = new Set<string>(parts.map(({ grouping }) => grouping));
  const free = groupings.map(({ group, items }) => ({ group, items: items.filter(({ value }) => !used.has(value)) }));
  const choices = free.flatMap(({ items }) => items.map(({ value }) => value));
  const next = choices.find((grouping) => grouping === 'service') ?? choices[0];
  const replace = (index: number, part: ScopePart): void => setParts(parts.with(index, part));
  return (
    <fieldset className="scope">
      <legend>Which costs</legend>
      {parts.length === 0 && <p className="quiet">All costs</p>}
      {parts.map((part, index) => (
        <div key={part.grouping} className="scope-part">
          <Select
            aria-label="Dimension"
            searchable
            {...RETYPE}
            allowDeselect={false}
            data={[{ value: part.grouping, label: groupingTitle(part.grouping) }, ...free]}
            value={part.grouping}
            onChange={(grouping) => grouping && replace(index, { grouping: grouping as Grouping, value: null })}
          />
          <ValueSelect part={part} change={(changed) => replace(index, changed)} error={error} />
          <ActionIcon
            aria-label={`Remove ${groupingTitle(part.grouping).toLowerCase()}`}
            onClick={() => setParts(parts.toSpliced(index, 1))}
          >
            <IconX size={16} />
          </ActionIcon>
        </div>
      ))}
      {next && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlus size={14} />}
          onClick={() => setParts([...parts, { grouping: next as Grouping, value: null }])}
        >
          {parts.length === 0 ? 'Only some costs' : 'And also'}
        </Button>
      )}
    </fieldset>
  );
}
