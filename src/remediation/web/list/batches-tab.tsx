import { Button } from '@mantine/core';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useFormats, useSession } from '../../../identity/web/session.ts';
import { roleAllows } from '../../../platform/core/endpoint.ts';
import { call } from '../../../platform/web/client.ts';
import { ask, invalidate } from '../../../platform/web/queries.ts';
import { ConfirmButton } from '../../../platform/web/ui/confirm-button.tsx';
import { Panel } from '../../../platform/web/ui/page.tsx';
import { ShowMore } from '../../../platform/web/ui/show-more.tsx';
import { Answer, EmptyState } from '../../../platform/web/ui/states.tsx';
import { When } from '../../../platform/web/ui/when.tsx';
import type { RemediationBatch } from '../../core/answers.ts';
import { remediationContract } from '../../core/contract.ts';
import { ApproveBatch } from './approve-batch.tsx';
import { batchNote, SHARE_WORDS, SHARES, sharesOf } from './batch-words.ts';
import { RemediationTable } from './remediation-table.tsx';
import { DEFAULT_VIEW, type RemediationsView, searchOfView } from './remediations-view.ts';

const PAGE = 10;

/** How far a batch is, as a bar and in words. */
function BatchProgress({ remediations }: Pick<RemediationBatch, 'remediations'>) {
  const shares = sharesOf(remediations);
  const shown = SHARES.filter((share) => shares[share] > 0);
  return (
    <div className="batch-progress">
      <div className="batch-bar" aria-hidden="true">
        {shown.map((share) => (
          <span key={share} data-share={share} style={{ flexGrow: shares[share] }} />
        ))}
      </div>
      <p className="quiet">
        {remediations.length} changes: {shown.map((share) => `${shares[share]} ${SHARE_WORDS[share]}`).join(', ')}
      </p>
    </div>
  );
}

function BatchCommands({ batch }: { batch: RemediationBatch }) {
  const { user } = useSession();
  const { id, name, remediations } = batch;
  const open = remediations.filter(({ state }) => ['proposed', 'approved', 'scheduled'].includes(state));
  const cancel = async (): Promise<void> => {
    await call(remediationContract.cancelRemediationBatch, { params: { id }, body: {} });
    await invalidate('remediations');
  };
  return (
    <div className="page-actions">
      <ApproveBatch batch={batch} />
      {open.length > 0 && roleAllows(user.role, 'member') && (
        <ConfirmButton
          label="Cancel the rest"
          question={`${open.length === 1 ? '1 change' : `${open.length} changes`} of “${name}” that have not begun will not be made. What is done stays.`}
          verb="Cancel them"
          dismiss="Keep them"
          run={cancel}
        />
      )}
    </div>
  );
}

function Batch({ batch }: { batch: RemediationBatch }) {
  const formats = useFormats();
  const { name, created_by, created_at, stopped_because, remediations } = batch;
  return (
    <Panel
      title={name}
      note={
        <>
          {created_by}, <When at={created_at} formats={formats} />. {batchNote(batch)}
        </>
      }
      actions={<BatchCommands batch={batch} />}
    >
      <BatchProgress remediations={remediations} />
      {stopped_because && (
        <div className="notice batch-stopped" data-tone="bad">
          Nothing of it begins any more. {stopped_because}
        </div>
      )}
      <RemediationTable caption={`Changes of ${name}`} items={remediations} canaries={batch.canaries} />
    </Panel>
  );
}

function OneBatch({ id }: { id: string }) {
  const query = useQuery(ask(remediationContract.getRemediationBatch, { params: { id } }));
  return (
    <>
      <Link to="/remediation" search={searchOfView({ ...DEFAULT_VIEW, tab: 'batches' })} className="quiet">
        ← All batches
      </Link>
      <Answer of={query} height={320}>
        {(batch) => <Batch batch={batch} />}
      </Answer>
    </>
  );
}

function AllBatches() {
  const list = useInfiniteQuery({
    queryKey: ['remediations', 'batches', 'list'],
    queryFn: ({ pageParam, signal }) =>
      call(remediationContract.listRemediationBatches, { query: { limit: PAGE, cursor: pageParam } }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
  return (
    <Answer of={list} height={420}>
      {({ pages }) => {
        const items = pages.flatMap((page) => page.items);
        if (items.length === 0)
          return (
            <Panel>
              <EmptyState
                title="No batch has been proposed"
                action={
                  <Button component={Link} to="/recommendations">
                    See what could cost less
                  </Button>
                }
              >
                Select several recommendations and choose “Propose as batch”: the first is changed alone, the rest
                follows once that went well, and all stops where one fails.
              </EmptyState>
            </Panel>
          );
        return (
          <>
            {items.map((batch) => (
              <Batch key={batch.id} batch={batch} />
            ))}
            <ShowMore of={list} />
          </>
        );
      }}
    </Answer>
  );
}

/** Changes that were proposed together: how far they are, and what stopped them. */
export const BatchesTab = ({ view }: { view: RemediationsView }) =>
  view.batch === null ? <AllBatches /> : <OneBatch id={view.batch} />;
