import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { connectionsContract } from '../../connections/core/contract.ts';
import { importsContract } from '../../costs/core/imports-contract.ts';
import { ConformanceReport } from '../../costs/web/data-sources/conformance-report.tsx';
import { ImportStatus } from '../../costs/web/data-sources/import-status.tsx';
import { UploadBox } from '../../costs/web/upload-box.tsx';
import { useSession } from '../../identity/web/session.ts';
import { roleAllows } from '../../platform/core/endpoint.ts';
import { call } from '../../platform/web/client.ts';
import { ask } from '../../platform/web/queries.ts';
import { Page, Panel } from '../../platform/web/ui/page.tsx';
import { Answer, FormProblem } from '../../platform/web/ui/states.tsx';
import '../../costs/web/costs.css';

/** Follows an import to its end, then leads on. */
function ImportWatch({ import_id }: { import_id: string }) {
  const query = useQuery({
    ...ask(importsContract.getImport, { params: { id: import_id } }),
    // Events tell of the end; asking now and then covers one that was missed.
    refetchInterval: ({ state }) =>
      state.data?.status === 'succeeded' || state.data?.status === 'failed' ? false : 2_000,
  });
  return (
    <Panel title="Your import">
      <Answer of={query} height={60}>
        {(detail) => (
          <div className="door" role="status">
            <ImportStatus imported={detail} />
            {detail.error && <p>{detail.error}</p>}
            {detail.status === 'failed' && <ConformanceReport issues={detail.issues} />}
            {detail.status === 'succeeded' && (
              <Button component={Link} to="/">
                See the costs
              </Button>
            )}
          </div>
        )}
      </Answer>
    </Panel>
  );
}

/** The first page: three ways to see costs. */
export function WelcomePage() {
  const { user } = useSession();
  const [import_id, setImport] = useState<string | null>(null);
  const sample = useMutation({
    mutationFn: () => call(connectionsContract.loadSampleData),
    onSuccess: ({ id }) => setImport(id),
  });
  return (
    <Page title={`Welcome, ${user.name}`} lead="Choose how to begin. You can do the others later.">
      {import_id && <ImportWatch import_id={import_id} />}
      {user.role === 'viewer' ? (
        <Panel>
          <p>Your role reads costs. Ask an admin or a member to bring them in.</p>
        </Panel>
      ) : (
        <div className="doors">
          <Panel title="Upload a billing file">
            <div className="door">
              <UploadBox started={setImport} />
            </div>
          </Panel>
          <Panel title="Explore the sample company">
            <div className="door">
              <p>
                Thirteen months of a made-up company on AWS and Azure, with growth, commitments, refunds and a few
                incidents to find. It is marked as sample everywhere and removed with one click.
              </p>
              <Button variant="default" loading={sample.isPending} onClick={() => sample.mutate()}>
                Load the sample company
              </Button>
              <FormProblem error={sample.error} />
            </div>
          </Panel>
          <Panel title="Connect a cloud">
            <div className="door">
              <p>
                AWS and Azure accounts, kept fresh by themselves: costs, resources, their use, and the cloud's own
                advice. FinOpsMind only reads; you see every permission before you give it.
              </p>
              {roleAllows(user.role, 'admin') ? (
                <Button variant="default" component={Link} to="/connections/new">
                  Connect a cloud
                </Button>
              ) : (
                <p>An admin of your organization can connect one.</p>
              )}
            </div>
          </Panel>
        </div>
      )}
    </Page>
  );
}
