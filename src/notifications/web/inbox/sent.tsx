import { useQuery } from '@tanstack/react-query';
import { useFormats } from '../../../identity/web/session.ts';
import { ask } from '../../../platform/web/queries.ts';
import { When } from '../../../platform/web/ui/when.tsx';
import { notificationsContract } from '../../core/contract.ts';
import { DELIVERY_WORDS, REASON_WORDS } from '../words.ts';

const MOST = 20;

/** To which channels a notification went, and what became of it; nothing where it went to none. */
export function Sent({ id }: { id: string }) {
  const formats = useFormats();
  const query = { notification_id: id, limit: MOST };
  const sent = useQuery({ ...ask(notificationsContract.listDeliveries, { query }), placeholderData: undefined });
  if (!sent.data || sent.data.items.length === 0) return null;
  return (
    <section>
      <h3 className="part-title">Sent to</h3>
      <ul className="side-list">
        {sent.data.items.map(({ id: key, channel_name, reason, state, error, created_at }) => (
          <li key={key}>
            <span>
              {channel_name}
              <span className="under">
                {REASON_WORDS[reason]}, <When at={created_at} formats={formats} />
              </span>
              {error !== null && <span className="under">{error}</span>}
            </span>
            <span className="badge" data-tone={DELIVERY_WORDS[state].tone}>
              {DELIVERY_WORDS[state].word}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
