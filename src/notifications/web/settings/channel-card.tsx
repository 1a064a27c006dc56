import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useId } from 'react';
import { useFormats } from '../../../identity/web/session.ts';
import { call } from '../../../platform/web/client.ts';
import { invalidate } from '../../../platform/web/queries.ts';
import { ConfirmButton } from '../../../platform/web/ui/confirm-button.tsx';
import { When } from '../../../platform/web/ui/when.tsx';
import { type Channel, notificationsContract } from '../../core/contract.ts';
import { CHANNEL_WORDS, KIND_WORDS } from '../words.ts';
import { ChannelIcon } from './channel-icon.tsx';

interface ChannelCardProps {
  channel: Channel;
  may_change: boolean;
  edit: () => void;
}

/** What became of the channel changed: what was sent to it is listed too. */
const changed = () => Promise.all([invalidate('notification-channels'), invalidate('notification-deliveries')]);

function TestResult({ ok, message }: { ok: boolean; message: string }) {
  return (
    <div className="notice" data-tone={ok ? 'good' : 'bad'} role="status">
      {message}
    </div>
  );
}

function Actions({ channel, edit, test }: ChannelCardProps & { test: { isPending: boolean; mutate: () => void } }) {
  const { id, name, is_default } = channel;
  const params = { id };
  const remove = async (): Promise<void> => {
    await call(notificationsContract.deleteChannel, { params });
    await Promise.all([changed(), invalidate('notification-routes')]);
  };
  return (
    <div className="channel-actions">
      <Button size="xs" variant="default" loading={test.isPending} onClick={() => test.mutate()}>
        Test<span className="visually-hidden"> {name}</span>
      </Button>
      {!is_default && (
        <>
          <Button size="xs" variant="default" onClick={edit}>
            Edit<span className="visually-hidden"> {name}</span>
          </Button>
          <ConfirmButton
            label="Remove"
            question={`Nothing is sent to “${name}” any more. Routes that lead to it alone are switched off.`}
            verb="Remove it"
            run={remove}
          />
        </>
      )}
    </div>
  );
}

/** One channel: how it is, and what can be done with it. */
export function ChannelCard(props: ChannelCardProps) {
  const { channel, may_change } = props;
  const formats = useFormats();
  const title_id = useId();
  const { kind, name, target, enabled, state, last_error, last_delivered_at, is_default } = channel;
  const { word, tone } = enabled ? CHANNEL_WORDS[state] : { word: 'Switched off', tone: 'none' };
  const test = useMutation({
    mutationFn: () => call(notificationsContract.testChannel, { params: { id: channel.id } }),
    onSettled: changed,
  });
  return (
    <article className="channel" aria-labelledby={title_id}>
      <header>
        <ChannelIcon kind={kind} size={22} />
        <div>
          <h3 id={title_id}>{name}</h3>
          <p>
            {KIND_WORDS[kind]} · {target}
          </p>
        </div>
        <span className="channel-badges">
          {is_default && <span className="badge">Of the server</span>}
          <span className="badge" data-tone={tone}>
            {word}
          </span>
        </span>
      </header>
      <p className="quiet">
        {last_delivered_at === null ? (
          'Nothing was delivered yet.'
        ) : (
          <>
            Last delivered <When at={last_delivered_at} formats={formats} />.
          </>
        )}
        {state === 'gone' && ' Nothing is sent to it until a test succeeds.'}
        {is_default && ' Set by whoever runs the server, for organizations that have none of this kind.'}
      </p>
      {last_error !== null && !test.data && (
        <div className="notice" data-tone="bad">
          {last_error}
        </div>
      )}
      {test.data && <TestResult {...test.data} />}
      {test.error && <TestResult ok={false} message={test.error.message} />}
      {may_change && <Actions {...props} test={test} />}
    </article>
  );
}
