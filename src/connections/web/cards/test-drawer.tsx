import { Button, Drawer, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect } from 'react';
import { call } from '../../../platform/web/client.ts';
import { invalidate } from '../../../platform/web/queries.ts';
import { FormProblem, PanelSkeleton } from '../../../platform/web/ui/states.tsx';
import { type ConnectedProvider, providersContract } from '../../core/providers-contract.ts';
import { TestResult } from '../test-result.tsx';

function Test({ id }: { id: string }) {
  const { mutate, data, isPending, error } = useMutation({
    mutationFn: () => call(providersContract.testProvider, { params: { id } }),
    onSuccess: () => invalidate('providers'),
  });
  useEffect(() => mutate(), [mutate]);
  return (
    <Stack gap="md" align="stretch">
      {isPending && <PanelSkeleton height={220} />}
      {data && !isPending && <TestResult test={data} />}
      <FormProblem error={error} />
      <Button variant="default" loading={isPending} onClick={() => mutate()} w="fit-content">
        Test again
      </Button>
    </Stack>
  );
}

/** Tries what a connection may do as soon as it is opened. */
export function TestDrawer({
  provider: { id, name },
  opened,
  close,
}: {
  provider: ConnectedProvider;
  opened: boolean;
  close: () => void;
}) {
  return (
    <Drawer opened={opened} onClose={close} title={`What ${name} may do`}>
      <Test id={id} />
    </Drawer>
  );
}
