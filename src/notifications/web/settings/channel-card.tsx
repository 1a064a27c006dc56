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
  showSecret: (secret: string) => void;
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

function Actions({
  channel,
  edit,
  showSecret,
  test,
}: ChannelCardProps & { test: { isPending: boolean; mutate: () => void } }) {
  const { id, name, kind, is_default } = channel;
  const params = { id };
  const remove = async (): Promise<void> => {
    await call(notificationsContract.deleteChannel, { params });
    await Promise.all([changed(), invalidate('notification-routes')]);
  };
  const renew = async (): Promise<void> =>
    showSecret((await call(notificationsContract.renewSigningSecret, { params })).signing_secret);
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
          {kind === 'webhook' && (
            <ConfirmButton
              label="New signing secret"
              question={`What is sent to “${name}” is signed with a new secret from now on, which you are shown once. Receivers that know the old one alone refuse it until they know the new one.`}
              verb="Make a new one"
              dismiss="Keep the old one"
              run={renew}
            />
          )}
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
        <span className="badge" data-tone={tone}>
          {word}
        </span>
      </header>
      {last_error !== null && !test.data && (
        <div className="notice" data-tone="bad">
          {last_error}
        </div>
      )}
      {test.data && <TestResult {...test.data} />}
      {test.error && <TestResult ok={false} message={test.error.message} />}
      <p className="quiet">
        {last_delivered_at === null ? (
          'Nothing was delivered yet.'
        ) : (
          <>
            Last delivered <When at={last_delivered_at} formats={formats} />.
          </>
        )}
        {is_default && ' Set by whoever runs the server; used while the organization has none of this kind.'}
      </p>
      {may_change && <Actions {...props} test={test} />}
    </article>
  );
}
