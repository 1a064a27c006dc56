import { Button, Menu, Modal, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useSession } from '../../identity/web/session.ts';
import { roleAllows } from '../../platform/core/endpoint.ts';
import { ApiProblem, call } from '../../platform/web/client.ts';
import { ask, invalidate } from '../../platform/web/queries.ts';
import { parseSearch } from '../../platform/web/search.ts';
import { ConfirmButton } from '../../platform/web/ui/confirm-button.tsx';
import { FormProblem } from '../../platform/web/ui/states.tsx';
import { costsContract } from '../core/contract.ts';

interface Viewed {
  page: 'explorer' | 'recommendations';
  /** The page's URL query as it is now, without the question mark. */
  search: string;
}

function SaveForm({ page, search, close }: Viewed & { close: () => void }) {
  const [name, setName] = useState('');
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => call(costsContract.createSavedView, { body: { name, search, page } }),
    onSuccess: async () => {
      await invalidate('costs', 'views');
      close();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    mutate();
  };
  return (
    <form className="form" onSubmit={submit} noValidate>
      <TextInput
        data-autofocus
        label="Name"
        description="Everybody in the organization can open it."
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={error instanceof ApiProblem ? error.of('name') : undefined}
      />
      <FormProblem error={error} fields={['name']} />
      <Button type="submit" loading={isPending}>
        Save
      </Button>
    </form>
  );
}

interface Saved {
  id: string;
  name: string;
  created_by: string;
}

function Manage({ views }: { views: Saved[] }) {
  const remove = async (id: string): Promise<void> => {
    await call(costsContract.deleteSavedView, { params: { id } });
    await invalidate('costs', 'views');
  };
  return (
    <ul className="side-list">
      {views.map(({ id, name, created_by }) => (
        <li key={id}>
          <span>
            {name}
            <span className="under">{created_by}</span>
          </span>
          <ConfirmButton
            label="Delete"
            question={`The view “${name}” is deleted for everybody. What it shows stays.`}
            verb="Delete"
            run={() => remove(id)}
          />
        </li>
      ))}
    </ul>
  );
}

/** Views of a page that the organization keeps: open one, save the present one, delete. */
export function SavedViews({ page, search }: Viewed) {
  const { user } = useSession();
  const navigate = useNavigate();
  const [dialog, setDialog] = useState<'save' | 'manage' | null>(null);
  const views = useQuery(ask(costsContract.listSavedViews, { query: { limit: 500, page } }));
  const items = views.data?.items ?? [];
  const close = (): void => setDialog(null);
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default">Saved views</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {items.length === 0 && <Menu.Label>No view is saved yet</Menu.Label>}
          {items.map(({ id, name, search: saved }) => (
            <Menu.Item key={id} onClick={() => void navigate({ to: `/${page}`, search: parseSearch(saved) })}>
              {name}
            </Menu.Item>
          ))}
          {roleAllows(user.role, 'member') && (
            <>
              <Menu.Divider />
              <Menu.Item onClick={() => setDialog('save')}>Save this view</Menu.Item>
              {items.length > 0 && <Menu.Item onClick={() => setDialog('manage')}>Delete views</Menu.Item>}
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <Modal opened={dialog === 'save'} onClose={close} title="Save this view">
        <SaveForm page={page} search={search} close={close} />
      </Modal>
      <Modal opened={dialog === 'manage'} onClose={close} title="Saved views">
        <Manage views={items} />
      </Modal>
    </>
  );
}
