import { Button, Radio, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { type DragEvent, useRef, useState } from 'react';
import { useFormats } from '../../identity/web/session.ts';
import { percentText } from '../../platform/web/format.ts';
import { FormProblem } from '../../platform/web/ui/states.tsx';
import { uploadFile } from './upload.ts';
import './costs.css';

const POLICIES = [
  { value: 'refuse', label: 'Load nothing if any row is bad', description: 'You get the list of what to mend' },
  { value: 'quarantine', label: 'Load the good rows', description: 'Bad rows are kept apart for download' },
] as const;

/** Takes a billing file by drag and drop or by choosing one, and starts its import. */
export function UploadBox({ started }: { started?: (import_id: string) => void }) {
  const formats = useFormats();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [policy, setPolicy] = useState<'refuse' | 'quarantine'>('refuse');
  const [sent, setSent] = useState(0);
  const { mutate, isPending, error, variables } = useMutation({
    mutationFn: (file: File) => uploadFile(file, policy, setSent),
    onSuccess: ({ id }) => started?.(id),
  });
  const take = (files: FileList | null): void => {
    const [file] = files ?? [];
    if (file) mutate(file);
  };
  const onDrop = (event: DragEvent): void => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  };
  return (
    <Stack gap="md">
      <div
        role="group"
        className="drop"
        data-over={over || undefined}
        aria-label="Upload a billing file"
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        <Button onClick={() => input.current?.click()} loading={isPending}>
          Choose a billing file
        </Button>
        <input
          ref={input}
          type="file"
          hidden
          aria-label="Billing file"
          accept=".csv,.gz,.parquet"
          onChange={(event) => take(event.currentTarget.files)}
        />
        <p>{isPending ? `Sending ${variables?.name}: ${percentText(sent * 100, formats)}` : 'or drop it here'}</p>
        <p>FOCUS 1.0 to 1.4 as CSV, CSV.gz or Parquet; AWS CUR 2.0; Azure cost details</p>
      </div>
      <Radio.Group
        label="When rows do not conform"
        value={policy}
        onChange={(value) => setPolicy(value as typeof policy)}
      >
        <Stack gap="xs" mt={6}>
          {POLICIES.map((choice) => (
            <Radio key={choice.value} {...choice} />
          ))}
        </Stack>
      </Radio.Group>
      <FormProblem error={error} />
    </Stack>
  );
}
