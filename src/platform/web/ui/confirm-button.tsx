import { Button, type ButtonProps } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import type { Question } from './confirm-dialog.tsx';
import { useEver } from './ever.ts';

const ConfirmDialog = lazy(async () => ({ default: (await import('./confirm-dialog.tsx')).ConfirmDialog }));

/** A button for what can't be undone: says what it will do, and asks first. */
export function ConfirmButton({
  label,
  question,
  verb,
  run,
  dismiss,
  ...button
}: Question & Omit<ButtonProps, keyof Question>) {
  const [opened, setOpened] = useState(false);
  const ever_opened = useEver(opened);
  return (
    <>
      <Button variant="default" size="xs" {...button} onClick={() => setOpened(true)}>
        {label}
      </Button>
      {ever_opened && (
        <Suspense>
          <ConfirmDialog {...{ label, question, verb, run, dismiss }} opened={opened} close={() => setOpened(false)} />
        </Suspense>
      )}
    </>
  );
}
