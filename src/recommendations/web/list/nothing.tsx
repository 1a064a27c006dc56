import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useProviders } from '../../../connections/web/use-providers.ts';
import { useSession } from '../../../identity/web/session.ts';
import { roleAllows } from '../../../platform/core/endpoint.ts';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { Answer, EmptyState } from '../../../platform/web/ui/states.tsx';
import { LookNow } from './look-now.tsx';
import { isNarrowed, type RecommendationsView, searchOfView, withoutFilters } from './recommendations-view.ts';

function NoConnection() {
  const { user } = useSession();
  const may_connect = roleAllows(user.role, 'admin');
  return (
    <EmptyState
      title="No resources are known"
      action={
        <Button component={Link} to={may_connect ? '/connections/new' : '/welcome'}>
          {may_connect ? 'Connect a cloud' : 'See how'}
        </Button>
      }
    >
      What could cost less is found among resources and their use. They come with a connected cloud, or with the sample
      company.
    </EmptyState>
  );
}

/** What the page says before anything was looked at: what to connect, or how to begin. */
export function NeverRun() {
  const { user } = useSession();
  const providers = useProviders();
  return (
    <Panel>
      <Answer of={providers} height={200}>
        {({ items }) =>
          items.length === 0 ? (
            <NoConnection />
          ) : (
            <EmptyState title="Nothing has been looked at yet" action={<LookNow primary />}>
              Every resource is looked at each night and after every sync.{' '}
              {roleAllows(user.role, 'member') && '“Look now” begins it at once.'}
            </EmptyState>
          )
        }
      </Answer>
    </Panel>
  );
}

/** What stands in place of the list when nothing is in it; `resources` were looked at. */
export function NothingListed({ view, resources }: { view: RecommendationsView; resources: number }) {
  if (isNarrowed(view))
    return (
      <EmptyState
        title="No recommendation matches"
        action={
          <Link to="/recommendations" search={searchOfView(withoutFilters(view))}>
            Remove all filters
          </Link>
        }
      >
        Remove a filter, or search for something else.
      </EmptyState>
    );
  if (resources === 0) return <NoConnection />;
  if (view.status.length > 0)
    return (
      <EmptyState
        title="Nothing waits for you"
        action={
          <Link to="/recommendations" search={searchOfView({ ...withoutFilters(view), status: [] })}>
            Show those in any state
          </Link>
        }
      >
        Every resource was looked at, and nothing that is known could cost less. What could not be judged is said by
        rule on the tab “Rules”.
      </EmptyState>
    );
  return (
    <EmptyState title="Nothing was found">
      Every resource was looked at, and nothing that is known could cost less. What could not be judged is said by rule
      on the tab “Rules”.
    </EmptyState>
  );
}
