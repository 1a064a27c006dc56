import { Button } from '@mantine/core';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { useSession } from '../../identity/web/session.ts';
import { RunDrawer } from '../../jobs/web/run-drawer.tsx';
import { RunsPanel } from '../../jobs/web/runs-panel.tsx';
import { SchedulesPanel } from '../../jobs/web/schedules-panel.tsx';
import { roleAllows } from '../../platform/core/endpoint.ts';
import { type Search, valuesOf } from '../../platform/web/search.ts';
import { Page, Panel } from '../../platform/web/ui/page.tsx';
import { Answer, EmptyState } from '../../platform/web/ui/states.tsx';
import { ProviderCard } from './cards/provider-card.tsx';
import { useProviders } from './use-providers.ts';
import './connections.css';

function ConnectButton() {
  return (
    <Button component={Link} to="/connections/new">
      Connect a cloud
    </Button>
  );
}

function NoConnections({ may_connect }: { may_connect: boolean }) {
  return (
    <Panel>
      <EmptyState title="No cloud is connected yet" action={may_connect ? <ConnectButton /> : undefined}>
        {may_connect
          ? 'Connect AWS or Azure: within minutes there are costs, resources and advice, and they stay fresh by themselves.'
          : 'Ask an admin of your organization to connect AWS or Azure.'}
      </EmptyState>
    </Panel>
  );
}

/** Connected clouds: how each is, what it brought, and the runs that keep it fresh. */
export function ConnectionsPage() {
  const { user } = useSession();
  const navigate = useNavigate();
  const providers = useProviders();
  const may_connect = roleAllows(user.role, 'admin');
  const [run_id = null] = valuesOf(useSearch({ strict: false }) as Search, 'run');
  const showRun = (run: string | null): void =>
    void navigate({ to: '/connections', search: run === null ? {} : { run }, resetScroll: false });
  return (
    <Page
      title="Connections"
      lead="Clouds that costs, resources, use and advice come from, and the runs that keep them fresh."
      actions={may_connect && <ConnectButton />}
    >
      <Answer of={providers} height={320}>
        {({ items }) =>
          items.length === 0 ? (
            <NoConnections may_connect={may_connect} />
          ) : (
            <>
              <div className="cards">
                {items.map((provider) => (
                  <ProviderCard key={provider.id} provider={provider} showRun={showRun} />
                ))}
              </div>
              <RunsPanel show={showRun} />
              <SchedulesPanel />
            </>
          )
        }
      </Answer>
      <RunDrawer run_id={run_id} close={() => showRun(null)} />
    </Page>
  );
}
