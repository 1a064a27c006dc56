import { Button, Group, Modal } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { z } from 'zod';
import { call } from '../../../platform/web/client.ts';
import { ask, invalidate } from '../../../platform/web/queries.ts';
import { Answer, FormProblem } from '../../../platform/web/ui/states.tsx';
import type { batchDetailSchema, RemediationBatch } from '../../core/answers.ts';
import { remediationContract } from '../../core/contract.ts';
import { Consequences } from '../detail/consequences.tsx';
import { Saving } from '../marks.tsx';

type Detail = z.infer<typeof batchDetailSchema>;

const countText = (count: number): string => (count === 1 ? '1 change' : `${count} changes`);

/** What is approved, each with what it comes to. */
function Previews({ detail: { remediations, previews } }: { detail: Detail }) {
  return previews.map(({ id, preview }) => {
    const one = remediations.find((known) => known.id === id);
    if (!one) return null;
    const where = [one.account_name ?? one.account_id, one.region, one.environment].filter(Boolean).join(' · ');
    return (
      <section key={id} className="batch-preview" aria-label={one.title}>
        <div>
          <h3>
            <Link to="/remediation/$id" params={{ id }} target="_blank">
              {one.title}
            </Link>
          </h3>
          <p className="quiet">
            {where}, by {one.provider_name}
          </p>
        </div>
        <Consequences preview={preview} destructive={one.destructive}>
          <div>
            <dt>Saves a month</dt>
            <dd>
              <Saving one={one} />
            </dd>
          </div>
        </Consequences>
      </section>
    );
  });
}

const destroyText = (count: number): string => (count === 1 ? 'One of them destroys' : `${count} of them destroy`);

function Approving({ batch: { id, name, remediations }, close }: { batch: RemediationBatch; close: () => void }) {
  const query = useQuery(ask(remediationContract.getRemediationBatch, { params: { id } }));
  const approving = useMutation({
    mutationFn: ({ previews }: Detail) => {
      const read = previews.map((one) => ({ id: one.id, digest: one.preview.digest }));
      return call(remediationContract.approveRemediationBatch, { params: { id }, body: { previews: read } });
    },
    onSuccess: close,
    onSettled: () => invalidate('remediations'),
  });
  return (
    <Answer of={query} height={320}>
      {(detail) => {
        const count = detail.previews.length;
        const waiting = remediations.filter(({ state }) => state === 'proposed').length;
        const destroying = detail.remediations.filter(
          (one) => one.destructive && detail.approvable.includes(one.id),
        ).length;
        return (
          <>
            <p className="quiet">
              {countText(count)} of “{name}”, as previewed here. Right before each, all is looked at again: where
              something differs, nothing is done.
              {waiting > count && ` ${countText(waiting - count)} more can only be approved by others.`}
            </p>
            {destroying > 0 && (
              <p>
                <strong>{destroyText(destroying)} something.</strong>
              </p>
            )}
            <div className="batch-previews">
              <Previews detail={detail} />
            </div>
            <FormProblem error={approving.error} fields={[]} />
            <Group justify="flex-end" mt="md" gap="xs">
              <Button variant="default" onClick={close}>
                Not yet
              </Button>
              <Button
                color={destroying > 0 ? 'red.8' : undefined}
                disabled={count === 0}
                loading={approving.isPending}
                onClick={() => approving.mutate(detail)}
              >
                Approve {countText(count)}
              </Button>
            </Group>
          </>
        );
      }}
    </Answer>
  );
}

/** A button that approves what of a batch whoever looks at it may approve, once its previews were shown. */
export function ApproveBatch({ batch }: { batch: RemediationBatch }) {
  const [open, setOpen] = useState(false);
  const { approvable, remediations } = batch;
  const close = (): void => setOpen(false);
  if (approvable.length === 0) return null;
  const all = remediations.filter(({ state }) => state === 'proposed').length === approvable.length;
  return (
    <>
      <Button variant="default" size="xs" onClick={() => setOpen(true)}>
        Approve {all && 'all '}
        {approvable.length}
      </Button>
      <Modal opened={open} onClose={close} size="xl" title="Approve changes of a batch">
        {open && <Approving batch={batch} close={close} />}
      </Modal>
    </>
  );
}
