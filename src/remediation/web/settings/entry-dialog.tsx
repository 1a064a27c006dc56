import { Button, Group, Modal } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { FormProblem } from '../../../platform/web/ui/states.tsx';

interface EntryDialogProps {
  title: string;
  is_opened: boolean;
  is_busy: boolean;
  error: Error | null;
  /** Those that say themselves what is wrong with them. */
  fields: string[];
  save: () => void;
  close: () => void;
  children: ReactNode;
}

/** One entry of the settings as a form; saved with all others. */
export function EntryDialog({ title, is_opened, is_busy, error, fields, save, close, children }: EntryDialogProps) {
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save();
  };
  return (
    <Modal opened={is_opened} onClose={close} size="lg" title={title}>
      <form className="form command-form" onSubmit={submit} noValidate>
        {children}
        <FormProblem error={error} fields={fields} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={is_busy}>
            Save
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
