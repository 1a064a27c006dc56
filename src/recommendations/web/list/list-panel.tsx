import { useState } from 'react';
import { useFormats } from '../../../identity/web/session.ts';
import { countText, type Formats } from '../../../platform/web/format.ts';
import { Money } from '../../../platform/web/ui/amounts.tsx';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { ShowMore } from '../../../platform/web/ui/show-more.tsx';
import { Answer } from '../../../platform/web/ui/states.tsx';
import type { Recommendation, RecommendationSummary } from '../../core/contract.ts';
import { FindingDrawer } from '../detail/finding-drawer.tsx';
import { BulkBar } from './bulk-bar.tsx';
import { groupsOf, type RecommendationGroup } from './groups.ts';
import { ListTools } from './list-tools.tsx';
import { NothingListed } from './nothing.tsx';
import { RecommendationTable, type Selection } from './recommendation-table.tsx';
import type { RecommendationsView } from './recommendations-view.ts';
import { useRecommendations } from './use-recommendations.ts';

type SetView = (view: RecommendationsView, replace?: boolean) => void;

interface GroupProps {
  group: RecommendationGroup;
  view: RecommendationsView;
  setView: SetView;
  selection: Selection;
}

const allText = (count: number, formats: Formats): string =>
  count === 1 ? 'Select the one shown' : `Select all ${countText(count, formats)} shown`;

function Group({ group: { title, items, savings }, view, setView, selection }: GroupProps) {
  const formats = useFormats();
  const ids = items.map(({ id }) => id);
  const is_all = view.group_by === 'none';
  const has_all = ids.every((id) => selection.ids.has(id));
  return (
    <section className="recommendation-group" aria-label={title}>
      <header>
        <h3 hidden={is_all}>{title}</h3>
        <span className="quiet" hidden={is_all}>
          {countText(items.length, formats)}
          {savings.map(({ currency, amount }) => (
            <span key={currency}>
              {' · '}
              <Money amount={amount} currency={currency} formats={formats} /> a month
            </span>
          ))}
        </span>
        <button type="button" className="link-button under" onClick={() => selection.set(ids, !has_all)}>
          {has_all ? 'Select none' : is_all ? allText(items.length, formats) : 'Select all'}
          {!is_all && <span className="visually-hidden"> of {title}</span>}
        </button>
      </header>
      <RecommendationTable caption={title} items={items} view={view} setView={setView} selection={selection} />
    </section>
  );
}

function useSelection() {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const set = (changed: string[], is_selected: boolean): void => {
    const next = new Set(ids);
    for (const id of changed)
      if (is_selected) next.add(id);
      else next.delete(id);
    setIds(next);
  };
  return { ids, set, clear: () => setIds(new Set()) };
}

interface ListPanelProps {
  view: RecommendationsView;
  setView: SetView;
  summary: RecommendationSummary;
}

/** All that fit the view, with what can be done with several at once; one opens beside it. */
export function ListPanel({ view, setView, summary }: ListPanelProps) {
  const formats = useFormats();
  const list = useRecommendations(view);
  const selection = useSelection();
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const [first] = list.data?.pages ?? [];
  const rules = new Map(summary.by_rule.map(({ key, label }) => [key, label]));
  const selected: Recommendation[] = items.filter(({ id }) => selection.ids.has(id));
  return (
    <Panel
      title={
        first
          ? `${countText(first.total, formats)} ${first.total === 1 ? 'recommendation' : 'recommendations'}`
          : 'Recommendations'
      }
      note={
        first &&
        first.monthly_savings.length > 0 && (
          <>
            {first.monthly_savings.map(({ currency, amount }, index) => (
              <span key={currency}>
                {index > 0 && ' and '}
                <Money amount={amount} currency={currency} formats={formats} />
              </span>
            ))}{' '}
            a month by those of them in the total
          </>
        )
      }
      actions={<ListTools view={view} setView={setView} />}
    >
      <Answer of={list} height={420}>
        {() =>
          items.length === 0 ? (
            <NothingListed view={view} resources={summary.last_run?.resources ?? 0} />
          ) : (
            <div aria-busy={list.isPlaceholderData} className="settling recommendation-list">
              <BulkBar selected={selected} clear={selection.clear} />
              {groupsOf(items, view.group_by, rules).map((group) => (
                <Group key={group.key} group={group} view={view} setView={setView} selection={selection} />
              ))}
              <ShowMore of={list} left={countText((first?.total ?? 0) - items.length, formats)} />
            </div>
          )
        }
      </Answer>
      <FindingDrawer view={view} setView={setView} ids={items.map(({ id }) => id)} />
    </Panel>
  );
}
