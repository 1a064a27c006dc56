import { Button, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { resourcesContract } from '../../../connections/core/resources-contract.ts';
import { cloudTitle } from '../../../connections/web/cloud-mark.tsx';
import { FacetFilter, type FacetItem } from '../../../connections/web/inventory/facet-filter.tsx';
import { ask } from '../../../platform/web/queries.ts';
import { SearchField } from '../../../platform/web/ui/search-field.tsx';
import { type RecommendationSummary, type SavingGroup, STATUSES, type Status } from '../../core/contract.ts';
import { EFFORTS, LEVELS, RECOMMENDATION_TYPES } from '../../core/types.ts';
import { EFFORT_WORDS, LEVEL_WORDS, STATUS_WORDS, TYPE_WORDS } from '../words.ts';
import { DEFAULT_VIEW, type FilterName, type RecommendationsView } from './recommendations-view.ts';

const ALL = 'all';
const ACTIVE = String(DEFAULT_VIEW.status);
const STATUS_CHOICES = [
  { value: ACTIVE, label: 'new, open or accepted' },
  ...STATUSES.map((value) => ({ value: String(value), label: STATUS_WORDS[value].word.toLowerCase() })),
  { value: ALL, label: 'in any state' },
];
const EVERY = 'every';

const LEVEL_ITEMS: FacetItem[] = LEVELS.toReversed().map((value) => ({
  value,
  label: LEVEL_WORDS[value].word,
  resources: null,
}));
const EFFORT_ITEMS: FacetItem[] = EFFORTS.map((value) => ({ value, label: EFFORT_WORDS[value], resources: null }));
const CLOUD_ITEMS: FacetItem[] = ['aws', 'azure'].map((value) => ({
  value,
  label: cloudTitle(value),
  resources: null,
}));

interface SentenceProps {
  view: RecommendationsView;
  setView: (view: RecommendationsView, replace?: boolean) => void;
  summary: RecommendationSummary;
}

function StatusSelect({ status, change }: { status: Status[]; change: (status: Status[]) => void }) {
  const value = status.length > 0 ? String(status) : ALL;
  // An address may name states that are no choice together.
  const own = STATUS_CHOICES.some((choice) => choice.value === value)
    ? []
    : [{ value, label: status.map((one) => STATUS_WORDS[one].word.toLowerCase()).join(' or ') }];
  return (
    <Select
      size="xs"
      w={186}
      aria-label="State"
      allowDeselect={false}
      data={[...STATUS_CHOICES, ...own]}
      value={value}
      onChange={(chosen) =>
        chosen !== null && change(chosen === ALL ? [] : STATUSES.filter((one) => chosen.split(',').includes(one)))
      }
    />
  );
}

const countsOf = (groups: SavingGroup[]): Map<string, number> =>
  new Map(groups.map(({ key, recommendations }) => [key, recommendations]));
const itemsOf = (groups: SavingGroup[], without: string): FacetItem[] =>
  groups.map(({ key, label, recommendations }) => ({
    value: key,
    label: key === '' ? without : label || key,
    resources: recommendations,
  }));

const typeItems = ({ by_type }: RecommendationSummary): FacetItem[] => {
  const counts = countsOf(by_type);
  return RECOMMENDATION_TYPES.map((value) => ({
    value,
    label: TYPE_WORDS[value],
    resources: counts.get(value) ?? 0,
  }));
};

/** Filters that are asked for less often; one that narrows is always there. */
const MORE: { name: FilterName; one: string; several: string; items: FacetItem[] }[] = [
  { name: 'impact', one: 'Impact', several: 'levels of impact', items: LEVEL_ITEMS },
  { name: 'confidence', one: 'Confidence', several: 'levels of confidence', items: LEVEL_ITEMS },
  { name: 'risk', one: 'Risk', several: 'levels of risk', items: LEVEL_ITEMS },
  { name: 'effort', one: 'Effort', several: 'levels of effort', items: EFFORT_ITEMS },
  { name: 'provider', one: 'Cloud', several: 'clouds', items: CLOUD_ITEMS },
];

function CurrencySelect({ view, setView, summary }: SentenceProps) {
  const all = [summary.currency, ...summary.other_currencies.map(({ currency }) => currency), view.currency];
  const currencies = [...new Set(all.filter((one) => one !== null))];
  if (currencies.length < 2) return null;
  return (
    <Select
      size="xs"
      w={138}
      aria-label="Currency"
      allowDeselect={false}
      data={[
        { value: EVERY, label: 'in any currency' },
        ...currencies.map((value) => ({ value, label: `in ${value}` })),
      ]}
      value={view.currency ?? EVERY}
      onChange={(value) => setView({ ...view, currency: value === EVERY ? null : value })}
    />
  );
}

/** What is listed, as a sentence whose words can be changed. */
export function Sentence({ view, setView, summary }: SentenceProps) {
  const [has_all, setAll] = useState(false);
  const { data: facets } = useQuery(ask(resourcesContract.resourceFacets));
  const regions: FacetItem[] = (facets?.regions ?? [])
    .filter(({ value }) => value !== '')
    .map(({ value }) => ({ value, label: value, resources: null }));
  const more = [
    { name: 'rule' as const, one: 'Rule', several: 'rules', items: itemsOf(summary.by_rule, '') },
    { name: 'region' as const, one: 'Region', several: 'regions', items: regions },
    ...MORE,
  ].filter(({ name }) => has_all || view[name].length > 0);
  const facet = (name: FilterName) => ({
    values: view[name] as string[],
    change: (values: string[]) => setView({ ...view, [name]: values }),
  });
  return (
    <section className="panel sentence" aria-label="What is listed">
      <SearchField
        label="Search the recommendations"
        placeholder="Title, name, id or owner"
        value={view.search}
        change={(search) => setView({ ...view, search }, true)}
      />
      <span>of</span>
      <FacetFilter one="Type" several="types" items={typeItems(summary)} {...facet('type')} />
      <span>that are</span>
      <StatusSelect status={view.status} change={(status) => setView({ ...view, status })} />
      <span>in</span>
      <FacetFilter one="Account" several="accounts" items={itemsOf(summary.by_account, '')} {...facet('account')} />
      <span>of</span>
      <FacetFilter
        one="Owner"
        several="owners"
        items={itemsOf(summary.by_owner, 'Without an owner')}
        {...facet('owner')}
      />
      <CurrencySelect view={view} setView={setView} summary={summary} />
      {more.map(({ name, ...rest }) => (
        <FacetFilter key={name} {...rest} {...facet(name)} />
      ))}
      <Button size="xs" variant="subtle" aria-expanded={has_all} onClick={() => setAll(!has_all)}>
        {has_all ? 'Fewer filters' : 'More filters'}
      </Button>
    </section>
  );
}
