import { Button, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useSession } from '../../../identity/web/session.ts';
import { roleAllows } from '../../../platform/core/endpoint.ts';
import { call } from '../../../platform/web/client.ts';
import { invalidate } from '../../../platform/web/queries.ts';
import { FormProblem } from '../../../platform/web/ui/states.tsx';
import { type ConnectedProvider, providersContract } from '../../core/providers-contract.ts';
import { DisconnectDialog } from './disconnect-dialog.tsx';
import { EditDrawer } from './edit-drawer.tsx';
import { TestDrawer } from './test-drawer.tsx';

type Opened = 'edit' | 'test' | 'disconnect' | null;

function SyncNow({ provider: { id, name, enabled, active_run_id } }: { provider: ConnectedProvider }) {
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => call(providersContract.syncProvider, { params: { id } }),
    onSuccess: () => Promise.all([invalidate('providers'), invalidate('jobs')]),
  });
  return (
    <>
      <Button size="xs" loading={isPending} disabled={active_run_id !== null || !enabled} onClick={() => mutate()}>
        {active_run_id === null ? 'Sync now' : 'Syncing'}
        <span className="visually-hidden"> {name}</span>
      </Button>
      <FormProblem error={error} />
    </>
  );
}

/** What may be done with a connection, by role; what was the last run is for everybody. */
export function CardActions({ provider, showRun }: { provider: ConnectedProvider; showRun: (id: string) => void }) {
  const { user } = useSession();
  const [opened, setOpened] = useState<Opened>(null);
  const close = (): void => setOpened(null);
  const may_edit = roleAllows(user.role, 'admin');
  const run_id = provider.active_run_id ?? provider.last_run?.id ?? null;
  return (
    <footer className="card-actions">
      {roleAllows(user.role, 'member') && <SyncNow provider={provider} />}
      {may_edit && (
        <Button size="xs" variant="default" onClick={() => setOpened('test')}>
          Test<span className="visually-hidden"> {provider.name}</span>
        </Button>
      )}
      {run_id !== null && (
        <Button size="xs" variant="subtle" color="gray" onClick={() => showRun(run_id)}>
          {provider.active_run_id ? 'This run' : 'Last run'}
          <span className="visually-hidden"> of {provider.name}</span>
        </Button>
      )}
      {may_edit && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button size="xs" variant="subtle" color="gray" aria-label={`More for ${provider.name}`}>
              <IconDots size={16} aria-hidden={true} />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => setOpened('edit')}>Edit</Menu.Item>
            {provider.provider_type !== 'sample' && (
              // The sample company goes as a whole, with the button above every page.
              <Menu.Item color="red" onClick={() => setOpened('disconnect')}>
                Disconnect
              </Menu.Item>
            )}
          </Menu.Dropdown>
        </Menu>
      )}
      <EditDrawer provider={provider} opened={opened === 'edit'} close={close} />
      <TestDrawer provider={provider} opened={opened === 'test'} close={close} />
      <DisconnectDialog provider={provider} opened={opened === 'disconnect'} close={close} />
    </footer>
  );
}
