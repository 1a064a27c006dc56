import { Button, Select } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useFormats } from '../../../identity/web/session.ts';
import { addressOf, call } from '../../../platform/web/client.ts';
import { type Formats, timeText } from '../../../platform/web/format.ts';
import { invalidate } from '../../../platform/web/queries.ts';
import type { Search } from '../../../platform/web/search.ts';
import { type Column, DataTable } from '../../../platform/web/ui/data-table.tsx';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { ShowMore } from '../../../platform/web/ui/show-more.tsx';
import { Answer } from '../../../platform/web/ui/states.tsx';
import { When } from '../../../platform/web/ui/when.tsx';
import { DELIVERY_STATES, type Delivery, notificationsContract } from '../../core/contract.ts';
import { DeliveryBadge } from '../delivery-badge.tsx';
import { DELIVERY_WORDS, REASON_WORDS } from '../words.ts';
import { type DeliveryView, queryOfView, searchOfView, viewFrom } from './delivery-view.ts';
import { useChannels } from './use-channels.ts';

const ANY = 'any';

function useDeliveries(view: DeliveryView) {
  const query = { ...queryOfView(view), limit: 25 };
  return useInfiniteQuery({
    queryKey: ['notification-deliveries', addressOf(notificationsContract.listDeliveries, { query })],
    queryFn: ({ pageParam, signal }) =>
      call(notificationsContract.listDeliveries, { query: { ...query, cursor: pageParam } }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
}

function What({ delivery: { titles, reason, channel_name } }: { delivery: Delivery }) {
  const [first = 'Gathered until it is sent', ...others] = titles;
  return (
    <span className="delivery" title={titles.join('\n')}>
      {first}
      {others.length > 0 && ` and ${others.length} more`}
      <span className="under">
        {REASON_WORDS[reason]} · to {channel_name}
      </span>
    </span>
  );
}

function RetryButton({ delivery: { id, titles } }: { delivery: Delivery }) {
  const retry = useMutation({
    mutationFn: () => call(notificationsContract.retryDelivery, { params: { id } }),
    onSettled: () => invalidate('notification-deliveries'),
  });
  return (
    <>
      <Button size="compact-xs" variant="default" loading={retry.isPending} onClick={() => retry.mutate()}>
        Retry<span className="visually-hidden"> {titles[0]}</span>
      </Button>
      {retry.error && <span role="alert">{retry.error.message}</span>}
    </>
  );
}

function State({ delivery, may_change }: { delivery: Delivery; may_change: boolean }) {
  const formats = useFormats();
  const { reason, state, attempts, error, answer_status, due_at, delivered_at } = delivery;
  return (
    <span className="delivery">
      <span className="delivery-state">
        <DeliveryBadge delivery={delivery} />
        {state === 'waiting' && due_at !== null && <When at={due_at} formats={formats} />}
        {delivered_at !== null && <When at={delivered_at} formats={formats} />}
        {attempts > 1 && <span>{attempts} attempts</span>}
        {answer_status !== null && state !== 'delivered' && <span>answer {answer_status}</span>}
        {state === 'failed' && reason !== 'test' && may_change && <RetryButton delivery={delivery} />}
      </span>
      {error !== null && <span className="under">{error}</span>}
    </span>
  );
}

const columnsFor = (formats: Formats, may_change: boolean): Column<Delivery>[] => [
  { id: 'what', title: 'What', cell: (delivery) => <What delivery={delivery} /> },
  { id: 'state', title: 'State', cell: (delivery) => <State delivery={delivery} may_change={may_change} /> },
  { id: 'made', title: 'Made', is_secondary: true, cell: ({ created_at }) => timeText(created_at, formats) },
];

function Filters({ view, setView }: { view: DeliveryView; setView: (view: DeliveryView) => void }) {
  const { data } = useChannels();
  const channels = (data?.items ?? []).map(({ id, name }) => ({ value: id, label: `to ${name}` }));
  return (
    <div className="delivery-filters">
      <Select
        size="xs"
        w={150}
        aria-label="State"
        allowDeselect={false}
        data={[
          { value: ANY, label: 'in any state' },
          ...DELIVERY_STATES.map((value) => ({ value, label: DELIVERY_WORDS[value].word.toLowerCase() })),
        ]}
        value={view.state ?? ANY}
        onChange={(state) => setView({ ...view, state: state === ANY ? null : (state as Delivery['state']) })}
      />
      <Select
        size="xs"
        w={190}
        aria-label="Channel"
        allowDeselect={false}
        data={[{ value: ANY, label: 'to any channel' }, ...channels]}
        value={view.channel_id ?? ANY}
        onChange={(id) => setView({ ...view, channel_id: id === ANY ? null : id })}
      />
    </div>
  );
}

/** What was sent, is being sent, and could not be; newest first, and live. */
export function DeliveryLog({ may_change }: { may_change: boolean }) {
  const formats = useFormats();
  const view = viewFrom(useSearch({ strict: false }) as Search);
  const navigate = useNavigate();
  const setView = (next: DeliveryView): void =>
    void navigate({
      to: '/settings/$tab',
      params: { tab: 'notifications' },
      search: searchOfView(next),
      resetScroll: false,
    });
  const log = useDeliveries(view);
  const is_narrowed = view.state !== null || view.channel_id !== null;
  return (
    <Panel
      title="Delivery log"
      note="What was sent, and what became of it. What fails is tried again for about a day, and can be retried here after that."
      actions={<Filters view={view} setView={setView} />}
    >
      <Answer of={log} height={200}>
        {({ pages }) => {
          const rows = pages.flatMap((page) => page.items);
          if (rows.length === 0)
            return (
              <p className="quiet">
                {is_narrowed
                  ? 'No delivery fits what is chosen.'
                  : 'Nothing was sent yet. Test a channel to see how it goes.'}
              </p>
            );
          return (
            <DataTable
              caption="Deliveries"
              columns={columnsFor(formats, may_change)}
              rows={rows}
              keyOf={({ id }) => id}
            />
          );
        }}
      </Answer>
      <ShowMore of={log} />
    </Panel>
  );
}
