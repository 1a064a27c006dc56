import { Button, Menu, Modal, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useSession } from '../../../identity/web/session.ts';
import { ApiProblem, call } from '../../../platform/web/client.ts';
import { ask, invalidate } from '../../../platform/web/queries.ts';
import { parseSearch, stringifySearch } from '../../../platform/web/search.ts';
import { FormProblem } from '../../../platform/web/ui/states.tsx';
import { costsContract } from '../../core/contract.ts';
import { searchOf, type View } from '../view.ts';

function SaveDialog({ view, opened, close }: { view: View; opened: boolean; close: () => void }) {
  const [name, setName] = useState('');
  const { mutate, isPending, error } = useMutation({
    mutationFn: () =>
      call(costsContract.createSavedView, { body: { name, search: stringifySearch(searchOf(view)).slice(1) } }),
    onSuccess: async () => {
      await invalidate('costs', 'views');
      setName('');
      close();
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    mutate();
  };
  return (
    <Modal opened={opened} onClose={close} title="Save this view">
      <form className="form" onSubmit={submit} noValidate>
        <TextInput
          data-autofocus
          label="Name"
          description="Everybody in the organization can open it."
          value={name}
          onChange={(e) => setName(e.currentTarget.value)}
          error={error instanceof ApiProblem ? error.of('name') : undefined}
        />
        <FormProblem error={error} fields={['name']} />
        <Button type="submit" loading={isPending}>
          Save
        </Button>
      </form>
    </Modal>
  );
}

/** Views saved by the organization: open, save the present one, delete. */
export function SavedViews({ view }: { view: View }) {
  const { user } = useSession();
  const navigate = useNavigate();
  const [saving, setSaving] = useState(false);
  const [managing, setManaging] = useState(false);
  const views = useQuery(ask(costsContract.listSavedViews, { query: { limit: 500 } }));
  const items = views.data?.items ?? [];
  const remove = useMutation({
    mutationFn: (id: string) => call(costsContract.deleteSavedView, { params: { id } }),
    onSuccess: () => invalidate('costs', 'views'),
  });
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default">Saved views</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {items.length === 0 && <Menu.Label>No view is saved yet</Menu.Label>}
          {items.map((saved) => (
            <Menu.Item
              key={saved.id}
              onClick={() => void navigate({ to: '/explorer', search: parseSearch(saved.search) })}
            >
              {saved.name}
            </Menu.Item>
          ))}
          {user.role !== 'viewer' && (
            <>
              <Menu.Divider />
              <Menu.Item onClick={() => setSaving(true)}>Save this view</Menu.Item>
              {items.length > 0 && <Menu.Item onClick={() => setManaging(true)}>Delete views</Menu.Item>}
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <SaveDialog view={view} opened={saving} close={() => setSaving(false)} />
      <Modal opened={managing} onClose={() => setManaging(false)} title="Saved views">
        <table className="table">
          <tbody>
            {items.map((saved) => (
              <tr key={saved.id}>
                <td>{saved.name}</td>
                <td>{saved.created_by}</td>
                <td className="number">
                  <Button
                    size="xs"
                    variant="default"
                    loading={remove.isPending && remove.variables === saved.id}
                    onClick={() => remove.mutate(saved.id)}
                  >
                    Delete<span className="visually-hidden"> {saved.name}</span>
                  </Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <FormProblem error={remove.error} />
      </Modal>
    </>
  );
}
