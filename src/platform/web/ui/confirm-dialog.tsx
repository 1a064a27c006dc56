import { Button, Group, Modal, Text } from '@mantine/core';
import { useMounted } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';

export interface Question {
  label: string;
  /** What will happen and whether it can be undone. */
  question: ReactNode;
  /** The verb of the button that does it. */
  verb: string;
  run: () => Promise<unknown>;
  /** What the button says that does nothing. */
  dismiss?: string;
}

/** Says what will be done, and does it when that is wanted. */
export function ConfirmDialog({
  label,
  question,
  verb,
  run,
  dismiss = 'Keep it',
  opened,
  close,
}: Question & { opened: boolean; close: () => void }) {
  const opens = useMounted() && opened;
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const confirm = async (): Promise<void> => {
    setBusy(true);
    try {
      await run();
      close();
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened={opens} onClose={close} title={label}>
      <Text size="md" component="div">
        {question}
      </Text>
      {problem && (
        <div className="notice" data-tone="bad" role="alert">
          {problem}
        </div>
      )}
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={close}>
          {dismiss}
        </Button>
        <Button color="red.8" loading={busy} onClick={() => void confirm()}>
          {verb}
        </Button>
      </Group>
    </Modal>
  );
}
