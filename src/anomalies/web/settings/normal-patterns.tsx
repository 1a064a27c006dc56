import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useFormats, useSession } from '../../../identity/web/session.ts';
import { roleAllows } from '../../../platform/core/endpoint.ts';
import { call } from '../../../platform/web/client.ts';
import { dayAtText, money } from '../../../platform/web/format.ts';
import { invalidate } from '../../../platform/web/queries.ts';
import { ConfirmButton } from '../../../platform/web/ui/confirm-button.tsx';
import { ShowMore } from '../../../platform/web/ui/show-more.tsx';
import { Answer } from '../../../platform/web/ui/states.tsx';
import { anomaliesContract, type NormalPattern } from '../../core/contract.ts';

const PAGE = 25;

function Pattern({ pattern }: { pattern: NormalPattern }) {
  const formats = useFormats();
  const { user } = useSession();
  const { id, anomaly_id, title, direction, up_to_per_day, currency, note, created_by, created_at } = pattern;
  const size = money(Math.abs(up_to_per_day), currency, formats);
  const remove = async (): Promise<void> => {
    await call(anomaliesContract.deleteNormalPattern, { params: { id } });
    await invalidate('anomalies', 'patterns');
  };
  return (
    <li className="pattern">
      <div>
        {anomaly_id === null ? (
          <strong>{title}</strong>
        ) : (
          <Link to="/anomalies/$id" params={{ id: anomaly_id }} className="link-button">
            {title}
          </Link>
        )}
        <span className="under">
          Up to {size} a day {direction === 'up' ? 'more' : 'less'} is normal
        </span>
        {note && <p>{note}</p>}
        <span className="under">
          {created_by}, {dayAtText(created_at, formats)}
        </span>
      </div>
      {roleAllows(user.role, 'member') && (
        <ConfirmButton
          label="Remove"
          question={`Deviations of up to ${size} a day in ${title} are reported again from the next look on.`}
          verb="Remove it"
          run={remove}
        />
      )}
    </li>
  );
}

/** What people have called normal by marking anomalies as expected, each with a way to forget it. */
export function NormalPatterns() {
  const list = useInfiniteQuery({
    queryKey: ['anomalies', 'patterns', 'list'],
    queryFn: ({ pageParam, signal }) =>
      call(anomaliesContract.listNormalPatterns, { query: { limit: PAGE, cursor: pageParam } }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  return (
    <section className="patterns" aria-label="What is normal">
      <h3 className="part-title">Learned as normal</h3>
      <Answer of={list} height={120}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length === 0)
            return <p className="quiet">Nothing yet: an anomaly that is marked as expected is learned from.</p>;
          return (
            <ul>
              {items.map((pattern) => (
                <Pattern key={pattern.id} pattern={pattern} />
              ))}
            </ul>
          );
        }}
      </Answer>
      <ShowMore of={list} />
    </section>
  );
}
