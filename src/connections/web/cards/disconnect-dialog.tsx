import { Button, Group, Modal, Radio, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../../platform/web/client.ts';
import { invalidate } from '../../../platform/web/queries.ts';
import { FormProblem } from '../../../platform/web/ui/states.tsx';
import { type ConnectedProvider, providersContract } from '../../core/providers-contract.ts';

/** Asks before a connection is taken away, and says what goes with it. */
export function DisconnectDialog({
  provider: { id, name },
  opened,
  close,
}: {
  provider: ConnectedProvider;
  opened: boolean;
  close: () => void;
}) {
  const [costs, setCosts] = useState<'keep' | 'remove'>('keep');
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => call(providersContract.deleteProvider, { params: { id }, query: { costs } }),
    onSuccess: async () => {
      close();
      await Promise.all(['providers', 'resources', 'costs', 'jobs'].map((path) => invalidate(path)));
    },
  });
  return (
    <Modal opened={opened} onClose={close} title={`Disconnect ${name}`}>
      <p>
        Its credentials are forgotten, and its resources, their use and its advice leave the inventory. To only pause
        it, switch it off instead.
      </p>
      <Radio.Group label="The costs it brought" value={costs} onChange={(value) => setCosts(value as typeof costs)}>
        <Stack gap="xs" mt={6}>
          <Radio value="keep" label="Stay" description="They are not brought up to date any more" />
          <Radio value="remove" label="Are removed" description="Connecting the cloud again brings them back" />
        </Stack>
      </Radio.Group>
      <FormProblem error={error} />
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={close}>
          Keep it
        </Button>
        <Button color="red.8" loading={isPending} onClick={() => mutate()}>
          Disconnect
        </Button>
      </Group>
    </Modal>
  );
}
