import { useQuery } from '@tanstack/react-query';
import { connectionsContract } from '../../connections/core/contract.ts';
import { costsContract } from '../../costs/core/contract.ts';
import { useSession } from '../../identity/web/session.ts';
import { call } from '../../platform/web/client.ts';
import { ask, invalidate } from '../../platform/web/queries.ts';
import { ConfirmButton } from '../../platform/web/ui/confirm-button.tsx';

/** Says on every page that sample data is among the costs, and takes it away. */
export function SampleBanner() {
  const { user } = useSession();
  const { data } = useQuery(ask(costsContract.costFreshness));
  const sources = data?.items ?? [];
  if (!sources.some((item) => item.source === 'sample')) return null;
  const mixed = sources.some((item) => item.source !== 'sample');
  const remove = async (): Promise<void> => {
    await call(connectionsContract.removeSampleData);
    await Promise.all(['costs', 'imports', 'providers', 'resources', 'jobs'].map((path) => invalidate(path)));
  };
  return (
    <aside className="shell-banner" aria-label="Sample data">
      <span>
        <strong>Sample data.</strong>{' '}
        {mixed
          ? 'The sample company is counted together with your own costs.'
          : 'What you see is a made-up company, not your costs.'}
      </span>
      {user.role !== 'viewer' && (
        <ConfirmButton
          label="Remove sample data"
          question="The sample company and its costs are removed. Your own data stays. You can load the sample again at any time."
          verb="Remove"
          run={remove}
        />
      )}
    </aside>
  );
}
