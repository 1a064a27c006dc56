import { METRICS, type MetricName } from '../../../connections/core/inventory.ts';
import { metricText } from '../../../connections/web/inventory/metrics.ts';
import { useFormats } from '../../../identity/web/session.ts';
import { countText, dayAtText, dayText, type Formats, money } from '../../../platform/web/format.ts';
import { Absent, Money } from '../../../platform/web/ui/amounts.tsx';
import { type Column, DataTable } from '../../../platform/web/ui/data-table.tsx';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { nameText, seriesTitle } from '../../../recommendations/web/words.ts';
import type { RemediationDetail, Review } from '../../core/answers.ts';
import { VERDICT_WORDS } from '../words.ts';

type Metric = Review['metrics'][number];

const isKnown = (metric: string): metric is MetricName => (METRICS as readonly string[]).includes(metric);
const titleOf = ({ metric, statistic }: Metric): string =>
  isKnown(metric) ? seriesTitle(metric, statistic) : `${nameText(metric)}, ${statistic}`;

const columnsFor = (formats: Formats): Column<Metric>[] => {
  const value = (key: 'before' | 'after' | 'limit', why: string) => (one: Metric) => {
    const amount = one[key];
    if (amount === null) return <Absent why={why} />;
    return isKnown(one.metric) ? metricText(one.metric, amount, formats) : countText(amount, formats);
  };
  return [
    { id: 'what', title: 'Use', cell: titleOf },
    { id: 'before', title: 'Before', is_number: true, cell: value('before', 'Not measured before') },
    { id: 'after', title: 'After', is_number: true, cell: value('after', 'Not measured since') },
    { id: 'limit', title: 'At most', is_number: true, cell: value('limit', 'It has no limit') },
  ];
};

function Figures({ review }: { review: Review }) {
  const formats = useFormats();
  const { promised, realised, lower, upper, currency, measured_through } = review;
  const shown = (amount: number | null, absent: string) => (
    <Money amount={currency === null ? null : amount} currency={currency ?? 'USD'} formats={formats} absent={absent} />
  );
  return (
    <dl className="facts">
      <div>
        <dt>Promised a month</dt>
        <dd>{shown(promised, 'Its saving was not known')}</dd>
      </div>
      <div>
        <dt>Realised a month</dt>
        <dd>
          {shown(realised, 'The bill does not reach beyond the change yet')}
          {lower !== null && upper !== null && currency !== null && (
            <span className="under">
              likely {money(lower, currency, formats)} to {money(upper, currency, formats)}
            </span>
          )}
        </dd>
      </div>
      <div>
        <dt>By the bill through</dt>
        <dd>
          {measured_through === null ? (
            <Absent why="No day since the change is complete" />
          ) : (
            dayText(measured_through, formats)
          )}
        </dd>
      </div>
    </dl>
  );
}

function OneReview({ review }: { review: Review }) {
  const formats = useFormats();
  const { after, reviewed_at, verdict, explanation, metrics } = review;
  const { word, tone } = VERDICT_WORDS[verdict];
  return (
    <section className="review" aria-label={`After a ${after}`}>
      <h3 className="part-title">
        After a {after}{' '}
        <span className="badge" data-tone={tone}>
          {word}
        </span>
      </h3>
      <p className="quiet">
        {explanation} Looked at on {dayAtText(reviewed_at, formats)}.
      </p>
      <Figures review={review} />
      {metrics.length > 0 && (
        <DataTable
          caption={`Use before and after, after a ${after}`}
          columns={columnsFor(formats)}
          rows={metrics}
          keyOf={({ metric, statistic }) => `${metric} ${statistic}`}
        />
      )}
    </section>
  );
}

/** What it really saved and did to use, a day and a week afterwards. */
export function ReviewsPanel({ detail: { state, reviews } }: { detail: RemediationDetail }) {
  if (state !== 'completed' && reviews.length === 0) return null;
  return (
    <Panel title="What it really saved">
      {reviews.length === 0 ? (
        <p className="quiet">
          A day and a week after the change, the bill and the use are compared with those before. The first comparison
          stands here then.
        </p>
      ) : (
        reviews.map((review) => <OneReview key={review.after} review={review} />)
      )}
    </Panel>
  );
}
