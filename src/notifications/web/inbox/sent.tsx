import { useQuery } from '@tanstack/react-query';
import { useFormats } from '../../../identity/web/session.ts';
import { ask } from '../../../platform/web/queries.ts';
import { When } from '../../../platform/web/ui/when.tsx';
import { notificationsContract } from '../../core/contract.ts';
import { DeliveryBadge } from '../delivery-badge.tsx';
import { REASON_WORDS } from '../words.ts';

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
        {sent.data.items.map((delivery) => (
          <li key={delivery.id}>
            <span>
              {delivery.channel_name}
              <span className="under">
                {REASON_WORDS[delivery.reason]}, <When at={delivery.created_at} formats={formats} />
              </span>
              {delivery.error !== null && <span className="under">{delivery.error}</span>}
            </span>
            <span>
              <DeliveryBadge delivery={delivery} />
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
