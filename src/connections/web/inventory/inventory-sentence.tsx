import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ask } from '../../../platform/web/queries.ts';
import { SearchField } from '../../../platform/web/ui/search-field.tsx';
import { resourcesContract } from '../../core/resources-contract.ts';
import { useProviders } from '../use-providers.ts';
import { FacetFilter, type FacetItem } from './facet-filter.tsx';
import { GONE, type InventoryView, SORTS } from './inventory-view.ts';
import { typeTitle } from './resource-types.ts';
import { TagChip, TagFilter } from './tag-filter.tsx';

const GONE_TEXTS = { hide: 'that are there', only: 'that are gone', show: 'there or gone' };
const SORT_TEXTS = {
  monthly_cost: ['cheapest first', 'costliest first'],
  name: ['by name', 'by name, from Z'],
  resource_type: ['by type', 'by type, from Z'],
  region: ['by region', 'by region, from Z'],
  created_at: ['oldest first', 'newest first'],
} as const;
const ORDERS = SORTS.flatMap((sort) =>
  SORT_TEXTS[sort].map((label, index) => ({ value: `${sort} ${index === 1 ? 'desc' : 'asc'}`, label })),
);

type Facet = { value: string; resources: number }[];
const itemsOf = (facet: Facet | undefined, titleOf: (value: string) => string): FacetItem[] =>
  (facet ?? []).map(({ value, resources }) => ({ value, label: titleOf(value), resources }));
const regionTitle = (region: string): string => (region === '' ? 'no region' : region);

/** What is shown, as a sentence whose words can be changed. */
export function InventorySentence({
  view,
  setView,
}: {
  view: InventoryView;
  setView: (view: InventoryView, replace?: boolean) => void;
}) {
  const { data: facets } = useQuery(ask(resourcesContract.resourceFacets));
  const accounts = (facets?.accounts ?? []).map(({ name, ...one }) => ({ ...one, label: name ?? one.value }));
  const { data: providers } = useProviders();
  const connections = (providers?.items ?? []).map(({ id, name, resources }) => ({
    value: id,
    label: name,
    resources,
  }));
  const facet = (name: 'provider' | 'type' | 'region' | 'account') => ({
    values: view[name],
    change: (values: string[]) => setView({ ...view, [name]: values }),
  });
  return (
    <section className="panel sentence" aria-label="What is shown">
      <SearchField
        label="Search the inventory"
        placeholder="Name, id or tag value"
        value={view.search}
        change={(search) => setView({ ...view, search }, true)}
      />
      <span>of</span>
      <FacetFilter one="Type" several="types" items={itemsOf(facets?.types, typeTitle)} {...facet('type')} />
      <span>in</span>
      <FacetFilter one="Region" several="regions" items={itemsOf(facets?.regions, regionTitle)} {...facet('region')} />
      <span>of</span>
      <FacetFilter one="Account" several="accounts" items={accounts} {...facet('account')} />
      {connections.length > 1 && (
        <>
          <span>from</span>
          <FacetFilter one="Connection" several="connections" items={connections} {...facet('provider')} />
        </>
      )}
      <Select
        size="xs"
        w={132}
        aria-label="There or gone"
        allowDeselect={false}
        data={GONE.map((value) => ({ value, label: GONE_TEXTS[value] }))}
        value={view.gone}
        onChange={(gone) => setView({ ...view, gone: gone as InventoryView['gone'] })}
      />
      <Select
        size="xs"
        w={150}
        aria-label="Order"
        allowDeselect={false}
        data={ORDERS}
        value={`${view.sort} ${view.descending ? 'desc' : 'asc'}`}
        onChange={(value) => {
          const [sort, order] = (value ?? '').split(' ');
          setView({ ...view, sort: sort as InventoryView['sort'], descending: order === 'desc' });
        }}
      />
      {view.tag.map((tag) => (
        <TagChip
          key={tag}
          tag={tag}
          remove={() => setView({ ...view, tag: view.tag.filter((other) => other !== tag) })}
        />
      ))}
      <TagFilter
        keys={(facets?.tag_keys ?? []).map(({ value }) => value)}
        add={(tag) => setView({ ...view, tag: [...new Set([...view.tag, tag])] })}
      />
    </section>
  );
}
