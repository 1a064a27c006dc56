import { z } from 'zod';
import { teller } from '../teller.ts';
import { factsOf } from '../words.ts';

const payload = z.object({
  provider_id: z.uuid(),
  name: z.string(),
  provider_type: z.string(),
  status: z.string(),
  status_message: z.string().nullable(),
});

/** A cloud gives nothing any more: what is shown of it gets old. */
export const connectionFailing = teller(
  ['connection.failing', 'connection.recovered'],
  payload,
  ({ payload: { provider_id, name, provider_type, status_message }, type, occurred_at }) => {
    const key = `connection ${provider_id}`;
    if (type === 'connection.recovered') return [{ kind: 'resolved', key, by: null }];
    return [
      {
        kind: 'message',
        key,
        message: {
          event: 'connection_failing',
          severity: 'warning',
          title: `The connection ${name} fails`,
          text: status_message ?? 'Costs and inventory of it are not updated until it works again.',
          facts: factsOf([
            ['Connection', name],
            ['Provider', provider_type],
          ]),
          amount: null,
          link: '/connections',
          occurred_at,
          scope: { provider: provider_type },
          owner: null,
        },
      },
    ];
  },
);
