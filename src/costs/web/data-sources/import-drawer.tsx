import { Button, Drawer, Group, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useFormats, useSession } from '../../../identity/web/session.ts';
import { addressOf, call } from '../../../platform/web/client.ts';
import { countText } from '../../../platform/web/format.ts';
import { ask, invalidate } from '../../../platform/web/queries.ts';
import { ConfirmButton } from '../../../platform/web/ui/confirm-button.tsx';
import { Answer } from '../../../platform/web/ui/states.tsx';
import { type ImportDetail, importsContract } from '../../core/imports-contract.ts';
import { DEFAULT_VIEW, searchOf } from '../view.ts';
import { ConformanceReport } from './conformance-report.tsx';
import { ImportStatus } from './import-status.tsx';
import { SliceTable } from './slice-table.tsx';

function Outcome({ detail }: { detail: ImportDetail }) {
  const formats = useFormats();
  const count = (rows: number | null): string => countText(rows ?? 0, formats);
  return (
    <>
      <ImportStatus imported={detail} />
      {detail.error && (
        <div className="notice" data-tone="bad" role="alert">
          {detail.error}
        </div>
      )}
      {detail.duplicate_of && (
        <div className="notice">This very file had been loaded before, and still counts: nothing was changed.</div>
      )}
      {detail.rows_read !== null && (
        <p>
          {detail.format}: {count(detail.rows_read)} rows read, {count(detail.rows_loaded)} loaded,{' '}
          {count(detail.rows_rejected)} rejected.
        </p>
      )}
    </>
  );
}

function Actions({ detail, close }: { detail: ImportDetail; close: () => void }) {
  const { user } = useSession();
  const remove = async (): Promise<void> => {
    await call(importsContract.deleteImport, { params: { id: detail.id } });
    close();
    await Promise.all([invalidate('imports'), invalidate('costs')]);
  };
  const { period_start: start, period_end: end } = detail;
  return (
    <Group gap="xs">
      {detail.status === 'succeeded' && start && end && (
        <Link to="/explorer" search={searchOf({ ...DEFAULT_VIEW, range: { start, end } })}>
          See its costs
        </Link>
      )}
      {(detail.rows_rejected ?? 0) > 0 && (
        <Button
          size="xs"
          variant="default"
          component="a"
          href={addressOf(importsContract.rejectedRows, { params: { id: detail.id } })}
          download
        >
          Download bad rows
        </Button>
      )}
      {user.role !== 'viewer' && (detail.status === 'succeeded' || detail.status === 'failed') && (
        <ConfirmButton
          label="Remove this import"
          question="The costs it brought are gone then. What it had replaced does not come back; import that file again if you need it."
          verb="Remove"
          run={remove}
        />
      )}
    </Group>
  );
}

/** One import: how it went, its conformance report, and what it put in place of what. */
export function ImportDrawer({ import_id, close }: { import_id: string | null; close: () => void }) {
  const query = useQuery({
    ...ask(importsContract.getImport, { params: { id: import_id ?? '' } }),
    enabled: import_id !== null,
    placeholderData: undefined,
  });
  return (
    <Drawer opened={import_id !== null} onClose={close} title={query.data?.file_name ?? 'Import'} size="xl">
      <Answer of={query} height={300}>
        {(detail) => (
          <Stack gap="md">
            <Outcome detail={detail} />
            <Actions detail={detail} close={close} />
            <ConformanceReport issues={detail.issues} />
            <SliceTable slices={detail.slices} />
          </Stack>
        )}
      </Answer>
    </Drawer>
  );
}
