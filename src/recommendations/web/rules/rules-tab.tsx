import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { cloudTitle } from '../../../connections/web/cloud-mark.tsx';
import { useFormats } from '../../../identity/web/session.ts';
import { countText, type Formats, percentText } from '../../../platform/web/format.ts';
import { ask } from '../../../platform/web/queries.ts';
import { Absent } from '../../../platform/web/ui/amounts.tsx';
import { type Column, DataTable } from '../../../platform/web/ui/data-table.tsx';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { SearchField } from '../../../platform/web/ui/search-field.tsx';
import { Answer, EmptyState } from '../../../platform/web/ui/states.tsx';
import { type RuleEntry, recommendationsContract } from '../../core/contract.ts';
import type { TabProps } from '../list/recommendations-page.tsx';
import { DEFAULT_VIEW, type RecommendationsView, searchOfView } from '../list/recommendations-view.ts';
import { TYPE_WORDS } from '../words.ts';
import { changedCount } from './parameters.ts';
import { RuleDrawer } from './rule-drawer.tsx';
import { RuleSwitch } from './rule-switch.tsx';
import './rules.css';

function RuleName({ rule, view }: { rule: RuleEntry; view: RecommendationsView }) {
  const changed = changedCount(rule);
  return (
    <span className="recommendation-what">
      <Link
        to="/recommendations"
        search={searchOfView({ ...view, opened: rule.id })}
        resetScroll={false}
        className="link-button"
      >
        {rule.title}
      </Link>
      <span className="under">{rule.description}</span>
      {rule.failure && (
        <span className="badge" data-tone="bad" title={rule.failure}>
          Failed in the last look
        </span>
      )}
      {changed > 0 && (
        <span className="badge" data-tone="accent">
          {changed === 1 ? '1 threshold changed' : `${changed} thresholds changed`}
        </span>
      )}
    </span>
  );
}

function Found({ rule: { id, recommendations }, formats }: { rule: RuleEntry; formats: Formats }) {
  if (recommendations === 0) return '0';
  return (
    <Link to="/recommendations" search={searchOfView({ ...DEFAULT_VIEW, rule: [id] })}>
      {countText(recommendations, formats)}
    </Link>
  );
}

function accuracyOf({ accuracy, measured }: RuleEntry, formats: Formats) {
  if (accuracy === null) return <Absent why="No change on its advice has been measured yet" />;
  return (
    <>
      {percentText(100 * accuracy, formats)}
      <span className="under">of {measured === 1 ? '1 change' : `${countText(measured, formats)} changes`}</span>
    </>
  );
}

const columnsFor = (view: RecommendationsView, formats: Formats): Column<RuleEntry>[] => [
  { id: 'title', title: 'Rule', value: ({ title }) => title, cell: (rule) => <RuleName rule={rule} view={view} /> },
  {
    id: 'type',
    title: 'Type, cloud',
    is_secondary: true,
    value: ({ type }) => TYPE_WORDS[type],
    cell: ({ type, provider }) => (
      <>
        {TYPE_WORDS[type]}
        <span className="under">{provider === null ? 'AWS and Azure' : cloudTitle(provider)}</span>
      </>
    ),
  },
  {
    id: 'recommendations',
    title: 'Found',
    is_number: true,
    value: ({ recommendations }) => recommendations,
    cell: (rule) => <Found rule={rule} formats={formats} />,
  },
  {
    id: 'unknown',
    title: 'Could not judge',
    is_number: true,
    is_secondary: true,
    value: ({ unknown }) => unknown,
    cell: ({ unknown }) => countText(unknown, formats),
  },
  {
    id: 'accuracy',
    title: 'Measured ÷ promised',
    is_number: true,
    is_secondary: true,
    value: ({ accuracy }) => accuracy,
    cell: (rule) => accuracyOf(rule, formats),
  },
  {
    id: 'enabled',
    title: 'On',
    value: ({ enabled }) => Number(enabled),
    cell: (rule) => <RuleSwitch rule={rule} />,
  },
];

function RuleTable({ rules, view }: { rules: RuleEntry[]; view: RecommendationsView }) {
  const formats = useFormats();
  const wanted = view.search.toLowerCase();
  const shown = rules.filter(({ id, title, description }) =>
    `${id} ${title} ${description}`.toLowerCase().includes(wanted),
  );
  if (shown.length === 0)
    return <EmptyState title="No rule matches">Search for something else, such as a kind of resource.</EmptyState>;
  return (
    <div className="rule-table">
      <DataTable caption="Rules" columns={columnsFor(view, formats)} rows={shown} keyOf={({ id }) => id} />
    </div>
  );
}

/** Every rule: what it found, what it could not judge and how it did; its thresholds open beside. */
export function RulesTab({ view, setView }: TabProps) {
  const rules = useQuery(ask(recommendationsContract.listRecommendationRules));
  return (
    <Answer of={rules} height={520}>
      {({ items }) => (
        <>
          <Panel
            title={`${items.length} rules`}
            note="What is looked for. A rule that lacks data says so; it never takes that for waste."
            actions={
              <SearchField
                label="Search the rules"
                placeholder="Name or kind of resource"
                value={view.search}
                change={(search) => setView({ ...view, search }, true)}
              />
            }
          >
            <RuleTable rules={items} view={view} />
          </Panel>
          <RuleDrawer
            rule={items.find(({ id }) => id === view.opened) ?? null}
            close={() => setView({ ...view, opened: null })}
          />
        </>
      )}
    </Answer>
  );
}
