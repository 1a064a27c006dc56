import { Button, Drawer, Switch, TagsInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { ApiProblem, call } from '../../../platform/web/client.ts';
import { invalidate } from '../../../platform/web/queries.ts';
import { ConfirmButton } from '../../../platform/web/ui/confirm-button.tsx';
import { FormProblem } from '../../../platform/web/ui/states.tsx';
import type { ChannelKind } from '../../core/channels.ts';
import { type Channel, notificationsContract } from '../../core/contract.ts';
import { KIND_WORDS } from '../words.ts';
import { bodyOf, type ChannelForm, emptyForm, formOf } from './channel-form.ts';
import { ChannelGuide } from './channel-guide.tsx';

const FIELDS = ['name', 'url', 'recipients'];
const NAME_HINTS: Record<ChannelKind, string> = {
  slack: '#finops',
  teams: 'FinOps team',
  email: 'Finance',
  webhook: 'Ticket system',
};
const ADDRESS_HINTS: Record<Exclude<ChannelKind, 'email'>, string> = {
  slack: 'https://hooks.slack.com/services/…',
  teams: 'https://….logic.azure.com/workflows/…',
  webhook: 'https://example.com/hooks/finops',
};

/** What is edited: a channel that there is, or a new one of a kind. */
export type EditedChannel = Channel | ChannelKind;

interface EditProps {
  edited: EditedChannel;
  has_email_server: boolean;
  close: () => void;
  /** The secret of a new webhook, to be shown this once. */
  showSecret: (secret: string) => void;
}

async function save(edited: EditedChannel, form: ChannelForm): Promise<string | null> {
  const body = bodyOf(form);
  if (typeof edited === 'string') return (await call(notificationsContract.createChannel, { body })).signing_secret;
  await call(notificationsContract.updateChannel, { params: { id: edited.id }, body });
  return null;
}

interface AddressProps {
  form: ChannelForm;
  is_new: boolean;
  error: string | undefined;
  change: (part: Partial<ChannelForm>) => void;
}

/** Where it leads. */
function AddressField({ form, is_new, error, change }: AddressProps) {
  if (form.kind === 'email')
    return (
      <TagsInput
        label="Recipients"
        description="E-mail addresses; Enter or a comma ends one."
        value={form.recipients}
        error={error}
        splitChars={[',', ';', ' ']}
        acceptValueOnBlur
        onChange={(recipients) => change({ recipients })}
      />
    );
  return (
    <TextInput
      label={is_new ? 'Address' : 'New address'}
      description={is_new ? 'Kept encrypted, and never shown again.' : 'Leave it empty to keep the one there is.'}
      placeholder={ADDRESS_HINTS[form.kind]}
      type="url"
      autoComplete="off"
      value={form.url}
      error={error}
      onChange={(event) => change({ url: event.currentTarget.value })}
    />
  );
}

function ChannelFields({ edited, has_email_server, close, showSecret }: EditProps) {
  const is_new = typeof edited === 'string';
  const [form, setForm] = useState(() => (is_new ? emptyForm(edited) : formOf(edited)));
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => save(edited, form),
    onSuccess: async (secret) => {
      close();
      if (secret !== null) showSecret(secret);
      await invalidate('notification-channels');
    },
  });
  const change = (part: Partial<ChannelForm>): void => setForm({ ...form, ...part });
  // What is wrong with one of the recipients is told at its place among them.
  const problem = (field: string) =>
    error instanceof ApiProblem
      ? (error.of(field) ?? error.errors.find(({ path }) => path.startsWith(`body.${field}.`))?.message)
      : undefined;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    mutate();
  };
  return (
    <form className="form" onSubmit={submit} noValidate>
      {is_new && <ChannelGuide kind={form.kind} />}
      {form.kind === 'email' && !has_email_server && (
        <div className="notice" data-tone="warn">
          This server has no mail server yet: mail waits until whoever runs it sets NOTIFICATION_EMAIL_SMTP_HOST.
        </div>
      )}
      <TextInput
        label="Name"
        data-autofocus
        placeholder={NAME_HINTS[form.kind]}
        value={form.name}
        error={problem('name')}
        onChange={(event) => change({ name: event.currentTarget.value })}
      />
      <AddressField
        form={form}
        is_new={is_new}
        error={problem(form.kind === 'email' ? 'recipients' : 'url')}
        change={change}
      />
      {!is_new && (
        <Switch
          label="In use"
          description="Switched off, nothing is sent to it; routes to it stay."
          checked={form.enabled}
          onChange={(event) => change({ enabled: event.currentTarget.checked })}
        />
      )}
      <FormProblem error={error} fields={FIELDS} />
      <Button type="submit" loading={isPending}>
        {is_new ? 'Add the channel' : 'Save'}
      </Button>
    </form>
  );
}

/** Signs a webhook with another secret, such as when the one it has is known to others. */
function SigningSecret({ channel, close, showSecret }: Pick<EditProps, 'close' | 'showSecret'> & { channel: Channel }) {
  const renew = async (): Promise<void> => {
    const { signing_secret } = await call(notificationsContract.renewSigningSecret, { params: { id: channel.id } });
    close();
    showSecret(signing_secret);
  };
  return (
    <section className="signing-secret">
      <h3 className="part-title">Signing secret</h3>
      <p className="quiet">Receivers check with it that a request comes from here. It can’t be shown again.</p>
      <ConfirmButton
        label="New signing secret"
        question={`What is sent to “${channel.name}” is signed with a new secret from now on, which you are shown once. Receivers that know the old one alone refuse it until they know the new one.`}
        verb="Make a new one"
        dismiss="Keep the old one"
        run={renew}
      />
    </section>
  );
}

/** Adds a channel, or changes one. */
export function ChannelDrawer({ edited, ...props }: Omit<EditProps, 'edited'> & { edited: EditedChannel | null }) {
  const title = typeof edited === 'string' ? `Add ${KIND_WORDS[edited]}` : `Edit ${edited?.name ?? ''}`;
  return (
    <Drawer opened={edited !== null} onClose={props.close} title={title} size={520}>
      {edited !== null && <ChannelFields edited={edited} {...props} />}
      {edited !== null && typeof edited !== 'string' && edited.kind === 'webhook' && (
        <SigningSecret channel={edited} {...props} />
      )}
    </Drawer>
  );
}
