import { useQuery } from '@tanstack/react-query';
import { useFormats } from '../../../identity/web/session.ts';
import { money, percentText } from '../../../platform/web/format.ts';
import { ask } from '../../../platform/web/queries.ts';
import { Money } from '../../../platform/web/ui/amounts.tsx';
import { forecastsContract, type LatestForecast, type PeriodEnd } from '../../core/contract.ts';
import { errorText, levelText, periodTitle } from '../words.ts';

const PERIODS = ['month', 'quarter', 'year'] as const;

const UNKNOWN_TITLES: Record<PeriodEnd['period'], string> = {
  month: 'End of the month',
  quarter: 'End of the quarter',
  year: 'End of the fiscal year',
};

/** The period of a kind that is under way; undefined where what it cost so far is not known. */
const endOf = ({ period_ends }: LatestForecast, period: PeriodEnd['period']): PeriodEnd | undefined =>
  period_ends.find((one) => one.period === period);

function UnknownFigure({ period }: Pick<PeriodEnd, 'period'>) {
  return (
    <div className="figure">
      <h2>{UNKNOWN_TITLES[period]}</h2>
      <div className="figure-value" data-small>
        Not known
      </div>
      <p>It began before the costs that are known here</p>
    </div>
  );
}

interface PeriodBudget {
  name: string;
  amount: number;
}

/** The budgets for just the days of a period: those of another calendar are not. */
const budgetsFor = ({ start, end }: PeriodEnd, { budgets }: LatestForecast): PeriodBudget[] =>
  budgets.flatMap(({ name, days }) =>
    days.filter((own) => own.start === start && own.end === end).map(({ amount }) => ({ name, amount })),
  );

interface PeriodFigureProps {
  end: PeriodEnd;
  currency: string;
  /** The total without the scenario, where one is looked at. */
  plain: number | null;
  /** What is meant to be spent in just this period. */
  budgets: PeriodBudget[];
}

/** How a total stands to what was meant to be spent. */
function budgetText(total: number, budget: number, text: (amount: number) => string): string {
  const over = total - budget;
  if (text(Math.abs(over)) === text(0)) return `just the budget of ${text(budget)}`;
  return `${text(Math.abs(over))} ${over > 0 ? 'over' : 'under'} the budget of ${text(budget)}`;
}

/** What a scenario changes: nothing, where it would show as nothing. */
function scenarioText(more: number, text: (amount: number) => string): string {
  if (text(Math.abs(more)) === text(0)) return 'The same without the scenario';
  return `${text(Math.abs(more))} ${more < 0 ? 'less' : 'more'} than without the scenario`;
}

function PeriodFigure({ end, currency, plain, budgets }: PeriodFigureProps) {
  const formats = useFormats();
  const text = (amount: number): string => money(amount, currency, formats, 2);
  return (
    <div className="figure">
      <h2>{periodTitle(end, formats)}</h2>
      <div className="figure-value">
        <Money amount={end.total} currency={currency} formats={formats} />
      </div>
      <p>
        {levelText(80, formats)} sure: {text(end.lower_80)} – {text(end.upper_80)}
      </p>
      <p>{plain === null ? `${text(end.actual)} of it is spent` : scenarioText(end.total - plain, text)}</p>
      {budgets.map(({ name, amount }) => (
        <p key={name}>
          {name}: {budgetText(end.total, amount, text)}
        </p>
      ))}
    </div>
  );
}

/** How near forecasts of this slice come: by those that were compared with what came, or else by tests on the past. */
function ErrorFigure({ forecast }: { forecast: LatestForecast }) {
  const formats = useFormats();
  const { scope_key, currency, backtest } = forecast;
  const accuracy = useQuery(ask(forecastsContract.getForecastAccuracy, { query: { scope_key, currency } }));
  const median = accuracy.data?.median_error_percent ?? null;
  const tested = backtest && errorText(backtest, formats);
  return (
    <div className="figure">
      <h2>Typical error</h2>
      <div className="figure-value">
        {median !== null ? `±${percentText(Math.abs(median), formats)}` : (tested ?? <span>Not known yet</span>)}
      </div>
      <p>
        {median !== null
          ? 'Half of the past 30-day forecasts came at least this near'
          : tested
            ? "A day's cost was off by this on average, tried on the past"
            : 'It needs some more history to be tried on the past'}
      </p>
    </div>
  );
}

/** The answer first: what the periods under way will have cost, and how sure that is. */
export function ForecastFigures({
  label,
  forecast,
  plain,
}: {
  /** What the region is called, apart from others on the page. */
  label: string;
  forecast: LatestForecast;
  plain: LatestForecast | null;
}) {
  return (
    <section className="panel figures" aria-label={label}>
      {PERIODS.map((period) => {
        const end = endOf(forecast, period);
        const plain_total = (plain && endOf(plain, period)?.total) ?? null;
        return end ? (
          <PeriodFigure
            key={period}
            end={end}
            currency={forecast.currency}
            plain={plain_total}
            budgets={budgetsFor(end, forecast)}
          />
        ) : (
          <UnknownFigure key={period} period={period} />
        );
      })}
      <ErrorFigure forecast={forecast} />
    </section>
  );
}
