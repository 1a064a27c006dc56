import { Button, CopyButton, Modal, TextInput } from '@mantine/core';

interface OneTimeSecretProps {
  title: string;
  note: string;
  /** What to copy; null keeps the dialog closed. */
  secret: string | null;
  close: () => void;
}

/** Shows a secret the only time it can be shown. */
export function OneTimeSecret({ title, note, secret, close }: OneTimeSecretProps) {
  return (
    <Modal opened={secret !== null} onClose={close} title={title} closeOnClickOutside={false} size="lg">
      <p>{note}</p>
      <TextInput aria-label={title} readOnly value={secret ?? ''} onFocus={(event) => event.currentTarget.select()} />
      <CopyButton value={secret ?? ''}>
        {({ copied, copy }) => (
          <Button mt="md" onClick={copy}>
            {copied ? 'Copied' : 'Copy'}
          </Button>
        )}
      </CopyButton>
    </Modal>
  );
}
