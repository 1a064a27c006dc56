import { useQuery } from '@tanstack/react-query';
import { useFormats } from '../../../identity/web/session.ts';
import { dayText, money } from '../../../platform/web/format.ts';
import { ask } from '../../../platform/web/queries.ts';
import { Absent, Money } from '../../../platform/web/ui/amounts.tsx';
import { type Column, DataTable } from '../../../platform/web/ui/data-table.tsx';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { Answer } from '../../../platform/web/ui/states.tsx';
import { When } from '../../../platform/web/ui/when.tsx';
import { type Budget, type BudgetAlert, budgetsContract, type ThresholdState } from '../../core/contract.ts';
import { periodText, thresholdText } from '../words.ts';

const MOST = 100;

/** The alerts that a budget has, and which of them are crossed in the running period. */
export function ThresholdsPanel({ budget }: { budget: Budget }) {
  const formats = useFormats();
  const { thresholds, currency } = budget;
  const stateOf = ({ crossed_at, basis, amount }: ThresholdState) =>
    crossed_at !== null ? (
      <span className="badge" data-tone={basis === 'actual' && (amount ?? 0) >= (budget.amount ?? 0) ? 'bad' : 'warn'}>
        <span>
          Reached <When at={crossed_at} formats={formats} />
        </span>
      </span>
    ) : amount === null ? (
      <Absent why={budget.reason ?? 'The budget has no amount in this period'} />
    ) : (
      <span className="badge">Not reached</span>
    );
  return (
    <Panel title="Alerts" note="Each tells once a period, and again after it was really left">
      {thresholds.length === 0 && <p className="quiet">It has none: it tells nobody anything. Edit it to add some.</p>}
      <ul className="side-list budget-alerts">
        {thresholds.map((threshold) => (
          <li key={threshold.key}>
            <span>
              {thresholdText(threshold, currency, formats)}
              {threshold.unit === 'percent' && threshold.amount !== null && (
                <span className="under">{money(threshold.amount, currency, formats, 2)}</span>
              )}
            </span>
            {stateOf(threshold)}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function columnsOf(currency: string, formats: ReturnType<typeof useFormats>): Column<BudgetAlert>[] {
  return [
    {
      id: 'threshold',
      title: 'Alert',
      cell: ({ threshold, period_start, period_end, crossed_at }) => (
        <span className="budget-alert">
          {thresholdText(threshold, currency, formats)}
          <span className="under">{periodText(period_start, period_end, formats)}</span>
          <span className="under budget-narrow">
            <When at={crossed_at} formats={formats} />
          </span>
        </span>
      ),
    },
    {
      id: 'crossed_at',
      title: 'Reached',
      is_secondary: true,
      value: ({ crossed_at }) => crossed_at,
      cell: ({ crossed_at }) => <When at={crossed_at} formats={formats} />,
    },
    {
      id: 'measured',
      title: 'Found',
      is_number: true,
      cell: ({ measured, amount }) => (
        <>
          <Money amount={measured} currency={currency} formats={formats} digits={2} />
          <span className="under">of {money(amount, currency, formats, 2)}</span>
        </>
      ),
    },
    {
      id: 'data_through',
      title: 'Complete through',
      is_secondary: true,
      cell: ({ data_through }) => dayText(data_through, formats),
    },
    {
      id: 'left_at',
      title: 'Since then',
      is_secondary: true,
      cell: ({ left_at }) =>
        left_at === null ? (
          'Not below it again'
        ) : (
          <>
            Below it again <When at={left_at} formats={formats} />
          </>
        ),
    },
  ];
}

/** When alerts were reached, and when they were below again; the newest first. */
export function AlertHistory({ budget }: { budget: Budget }) {
  const formats = useFormats();
  const alerts = useQuery(ask(budgetsContract.listBudgetAlerts, { params: { id: budget.id }, query: { limit: MOST } }));
  return (
    <Panel title="What was told" note="Every time that an alert was reached, with what it was found from">
      <Answer of={alerts} height={80}>
        {({ items, next_cursor }) =>
          items.length === 0 ? (
            <p className="quiet">Nothing yet. Alerts are looked at every hour, and after costs and forecasts change.</p>
          ) : (
            <>
              <DataTable
                caption="Alerts that were reached"
                columns={columnsOf(budget.currency, formats)}
                rows={items}
                keyOf={({ id }) => id}
              />
              {next_cursor !== null && <p className="quiet">Those before the latest {MOST} are not shown.</p>}
            </>
          )
        }
      </Answer>
    </Panel>
  );
}
