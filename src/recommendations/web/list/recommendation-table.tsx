import { Checkbox } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useContext } from 'react';
import { cloudTitle } from '../../../connections/web/cloud-mark.tsx';
import { nameOf, typeTitle } from '../../../connections/web/inventory/resource-types.ts';
import { useFormats } from '../../../identity/web/session.ts';
import type { Formats } from '../../../platform/web/format.ts';
import { columnDigits } from '../../../platform/web/ui/amounts.tsx';
import { type Column, DataTable, type Sorting } from '../../../platform/web/ui/data-table.tsx';
import type { Recommendation } from '../../core/contract.ts';
import { isActive } from '../actions.ts';
import { ChangeSlotsContext } from '../change-slots.ts';
import { ImpactMark, LevelMark, SavingAmount, StatusBadge } from '../marks.tsx';
import { EFFORT_WORDS, sourceTitle, TYPE_WORDS } from '../words.ts';
import { type RecommendationsView, SORTS, searchOfView } from './recommendations-view.ts';

/** Which of those listed are selected, and how that changes. */
export interface Selection {
  ids: ReadonlySet<string>;
  set: (ids: string[], is_selected: boolean) => void;
}

interface RecommendationTableProps {
  /** What they have in common, for screen readers. */
  caption: string;
  items: Recommendation[];
  view: RecommendationsView;
  setView: (view: RecommendationsView) => void;
  selection: Selection;
}

function What({ one, view }: { one: Recommendation; view: RecommendationsView }) {
  const slots = useContext(ChangeSlotsContext);
  const advisors = one.sources.filter((source) => source !== 'finopsmind').map(sourceTitle);
  const where = [one.account_name ?? one.account_id, one.region].filter(Boolean).join(' · ');
  const name = nameOf({ name: one.resource_name, resource_id: one.resource_id });
  return (
    <span className="recommendation-what">
      <Link
        to="/recommendations"
        search={searchOfView({ ...view, opened: one.id })}
        resetScroll={false}
        className="link-button"
      >
        {one.title}
      </Link>
      <span className="under" title={one.resource_id}>
        {typeTitle(one.resource_type)} {!one.title.includes(name) && name} · {where}
        {advisors.length > 0 && <span title={advisors.join(', ')}> · also said by {cloudTitle(one.provider)}</span>}
      </span>
      {slots && <slots.Row id={one.id} />}
    </span>
  );
}

function columnsFor({ items, view, selection }: RecommendationTableProps, formats: Formats): Column<Recommendation>[] {
  const digits = columnDigits(items.map(({ monthly_savings }) => monthly_savings));
  return [
    {
      id: 'select',
      title: 'Select',
      cell: (one) => (
        <Checkbox
          size="xs"
          aria-label={`Select ${one.title}`}
          checked={selection.ids.has(one.id)}
          onChange={(event) => selection.set([one.id], event.currentTarget.checked)}
        />
      ),
    },
    {
      id: 'title',
      title: 'Recommendation',
      value: ({ title }) => title,
      cell: (one) => <What one={one} view={view} />,
    },
    {
      id: 'monthly_savings',
      title: 'Saves a month',
      is_number: true,
      value: ({ monthly_savings }) => monthly_savings,
      cell: (one) => (
        <>
          <SavingAmount {...one} formats={formats} digits={digits} />
          {!one.in_total && one.monthly_savings !== null && isActive(one.status) && (
            <span className="under">not in the total</span>
          )}
        </>
      ),
    },
    {
      id: 'impact',
      title: 'Type, impact',
      is_secondary: true,
      cell: (one) => (
        <>
          {TYPE_WORDS[one.type]}
          <span className="under">
            <ImpactMark {...one} />
          </span>
        </>
      ),
    },
    { id: 'confidence', title: 'Confidence', is_secondary: true, cell: (one) => <LevelMark level={one.confidence} /> },
    { id: 'risk', title: 'Risk', is_secondary: true, cell: (one) => <LevelMark level={one.risk} /> },
    { id: 'effort', title: 'Effort', is_secondary: true, cell: (one) => EFFORT_WORDS[one.effort] },
    {
      id: 'status',
      title: 'State, owner',
      is_secondary: true,
      cell: (one) => (
        <>
          <StatusBadge status={one.status} />
          <span className="under one-owner">{one.owner ?? 'No owner'}</span>
        </>
      ),
    },
  ];
}

/** Recommendations in the order they are given; a title opens one beside the list. */
export function RecommendationTable(props: RecommendationTableProps) {
  const formats = useFormats();
  const { caption, items, view, setView } = props;
  const change = ({ id, descending }: Sorting): void => {
    const sort = SORTS.find((one) => one === id);
    if (sort) setView({ ...view, sort, descending });
  };
  return (
    <div className="recommendation-table">
      <DataTable
        caption={caption}
        columns={columnsFor(props, formats)}
        rows={items}
        keyOf={({ id }) => id}
        ordered={{ by: { id: view.sort, descending: view.descending }, change }}
      />
    </div>
  );
}
