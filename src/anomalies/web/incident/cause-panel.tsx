import { SegmentedControl, Select } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { rangeText } from '../../../costs/web/range.ts';
import { useFormats } from '../../../identity/web/session.ts';
import { Waterfall } from '../../../platform/web/chart/waterfall.tsx';
import { money, percentText } from '../../../platform/web/format.ts';
import { columnDigits } from '../../../platform/web/ui/amounts.tsx';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { EmptyState } from '../../../platform/web/ui/states.tsx';
import type { Cause, CauseDimension } from '../../core/cause.ts';
import type { AnomalyDetail } from '../../core/contract.ts';
import { CauseTable } from './cause-table.tsx';
import { dimensionSteps, explainedBy, shareOf, valueSearch } from './cause-words.ts';

const VALUE = 'value:';

interface DimensionProps {
  anomaly: AnomalyDetail;
  cause: Cause;
  dimension: CauseDimension;
}

function CauseWaterfall({ anomaly, cause, dimension }: DimensionProps) {
  const formats = useFormats();
  const { currency } = anomaly;
  const steps = dimensionSteps(cause, dimension);
  const amount = (value: number): string => money(value, currency, formats);
  const nameOf = (name: string, title: string): ReactNode => {
    const search = name.startsWith(VALUE)
      ? valueSearch(anomaly, cause, [[dimension.grouping, name.slice(VALUE.length)]])
      : null;
    return search ? (
      <Link to="/explorer" search={search} className="link-button">
        {title}
      </Link>
    ) : (
      title
    );
  };
  return (
    <Waterfall
      steps={steps}
      currency={currency}
      formats={formats}
      digits={columnDigits(steps.map((step) => step.amount))}
      summary={`From ${amount(cause.expected)} before to ${amount(cause.actual)}, by ${dimension.title.toLowerCase()}`}
      nameOf={({ name, title }) => nameOf(name, title)}
      noteOf={({ kind, amount: part }) => {
        const share = kind === 'total' ? null : shareOf(cause, part);
        return share === null ? null : percentText(share, formats);
      }}
    />
  );
}

function Switches({
  all,
  chosen,
  choose,
  view,
  setView,
}: {
  all: CauseDimension[];
  chosen: CauseDimension;
  choose: (grouping: string) => void;
  view: string;
  setView: (view: string) => void;
}) {
  return (
    <div className="page-actions">
      <Select
        size="xs"
        w={170}
        aria-label="Explained by"
        allowDeselect={false}
        data={all.map(({ grouping, title }) => ({ value: grouping, label: `by ${title.toLowerCase()}` }))}
        value={chosen.grouping}
        onChange={(grouping) => grouping && choose(grouping)}
      />
      <SegmentedControl
        size="xs"
        aria-label="Shown as"
        data={[
          { value: 'chart', label: 'Chart' },
          { value: 'table', label: 'Table' },
        ]}
        value={view}
        onChange={setView}
      />
    </div>
  );
}

/** Why it happened: the sentence, then the way from what was expected through the values that explain it. */
export function CausePanel({ anomaly, cause }: { anomaly: AnomalyDetail; cause: Cause }) {
  const formats = useFormats();
  const [grouping, setGrouping] = useState<string | null>(null);
  const [view, setView] = useState('chart');
  const { all, best } = explainedBy(cause);
  const chosen = all.find((one) => one.grouping === grouping) ?? best;
  const days = rangeText({ start: cause.start, end: cause.end }, formats);
  const before = rangeText({ start: cause.baseline_start, end: cause.baseline_end }, formats);
  const fees = cause.fees ? `; fees against those of ${rangeText(cause.fees, formats)}` : '';
  return (
    <Panel
      title="Cause"
      note={`${days}, against as many days of ${before}${fees}`}
      actions={chosen && <Switches all={all} chosen={chosen} choose={setGrouping} view={view} setView={setView} />}
    >
      <p className="cause-sentence">{cause.summary}</p>
      {chosen === null ? (
        <EmptyState title="No value stands out">The difference is spread over all of it alike.</EmptyState>
      ) : view === 'chart' ? (
        <CauseWaterfall anomaly={anomaly} cause={cause} dimension={chosen} />
      ) : (
        <CauseTable anomaly={anomaly} cause={cause} dimension={chosen} />
      )}
    </Panel>
  );
}

/** Says that the rows behind it were not read yet. */
export const NoCause = () => (
  <Panel title="Cause">
    <EmptyState title="Not looked into yet">
      The rows behind it are read with the next look for anomalies; the cause is told then.
    </EmptyState>
  </Panel>
);
