import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ask } from '../../platform/web/queries.ts';
import { forecastsContract } from '../core/contract.ts';
import { RETYPE } from './retype.ts';
import { dimensionTitle } from './words.ts';

/** A selection takes an empty text for nothing; keys of slices have a `=`, so this is none. */
const ALL = 'all';
const MOST = 500;

interface SliceSelectProps {
  value: string;
  change: (slice: string) => void;
  currency: string | null;
  /** What the chosen slice is called, in case it is not among the largest. */
  title: string | undefined;
}

/** Chooses one of the slices that have a forecast, found by part of their name. */
export function SliceSelect({ value, change, currency, title }: SliceSelectProps) {
  const { data } = useQuery(ask(forecastsContract.listForecasts, { query: { limit: MOST, currency } }));
  const slices = (data?.items ?? []).filter(({ scope_key }) => scope_key !== '');
  const groups = [...new Set(slices.map(({ dimension }) => dimension))].map((dimension) => ({
    group: dimensionTitle(dimension),
    items: slices
      .filter((slice) => slice.dimension === dimension)
      .map(({ scope_key, title: label }) => ({ value: scope_key, label })),
  }));
  const is_listed = value === '' || slices.some(({ scope_key }) => scope_key === value);
  return (
    <Select
      size="xs"
      w={230}
      aria-label="Costs that are forecast"
      searchable
      {...RETYPE}
      allowDeselect={false}
      limit={100}
      nothingFoundMessage="No slice with a forecast has that in its name"
      data={[{ value: ALL, label: 'all costs' }, ...(is_listed ? [] : [{ value, label: title ?? value }]), ...groups]}
      value={value === '' ? ALL : value}
      onChange={(next) => next && change(next === ALL ? '' : next)}
    />
  );
}
