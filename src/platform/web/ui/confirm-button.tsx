import { Button, type ButtonProps, Group, Modal, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';

interface ConfirmButtonProps extends ButtonProps {
  label: string;
  /** What will happen and whether it can be undone. */
  question: ReactNode;
  /** The verb of the button that does it. */
  verb: string;
  run: () => Promise<unknown>;
  /** What the button says that does nothing. */
  dismiss?: string;
  /** Nothing is lost by it. */
  is_harmless?: boolean;
}

/** A button for what can't be undone: says what it will do, and asks first. */
export function ConfirmButton({
  label,
  question,
  verb,
  run,
  dismiss = 'Keep it',
  is_harmless = false,
  ...button
}: ConfirmButtonProps) {
  const [open, setOpen] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const confirm = async (): Promise<void> => {
    setBusy(true);
    try {
      await run();
      setOpen(false);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button variant="default" size="xs" {...button} onClick={() => setOpen(true)}>
        {label}
      </Button>
      <Modal opened={open} onClose={() => setOpen(false)} title={label}>
        <Text size="md" component="div">
          {question}
        </Text>
        {problem && (
          <div className="notice" data-tone="bad" role="alert">
            {problem}
          </div>
        )}
        <Group justify="flex-end" mt="lg">
          <Button variant="default" onClick={() => setOpen(false)}>
            {dismiss}
          </Button>
          <Button color={is_harmless ? undefined : 'red.8'} loading={busy} onClick={() => void confirm()}>
            {verb}
          </Button>
        </Group>
      </Modal>
    </>
  );
}
