import { Popover } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconBell } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { useFormats } from '../../identity/web/session.ts';
import { ask } from '../../platform/web/queries.ts';
import { useEver } from '../../platform/web/ui/ever.ts';
import { PanelSkeleton } from '../../platform/web/ui/states.tsx';
import { summaryContract } from '../core/summary-contract.ts';
import { bellCount, bellLabel } from './bell-words.ts';
import './bell.css';

const BellPanel = lazy(async () => ({ default: (await import('./bell-panel.tsx')).BellPanel }));
const BellSheet = lazy(async () => ({ default: (await import('./bell-sheet.tsx')).BellSheet }));

/** Up to this width the navigation is a bar at the bottom, and panels are sheets. */
const NARROW = '(max-width: 860px)';
const PANEL_HEIGHT = 320;

/** How many notifications whoever looks has not read; opens the newest of them. */
export function Bell() {
  const formats = useFormats();
  const [opened, setOpened] = useState(false);
  const ever_opened = useEver(opened);
  const is_narrow = useMediaQuery(NARROW) ?? false;
  const { data } = useQuery(ask(summaryContract.getNotificationSummary));
  const unread = data?.unread ?? 0;
  const close = (): void => setOpened(false);
  const button = (
    <button
      type="button"
      className="bell"
      aria-label={bellLabel(unread, formats)}
      aria-haspopup="dialog"
      aria-expanded={opened}
      onClick={() => setOpened(!opened)}
    >
      <IconBell size={19} stroke={1.7} aria-hidden={true} />
      {unread > 0 && (
        <span className="bell-count" aria-hidden="true">
          {bellCount(unread, formats)}
        </span>
      )}
    </button>
  );
  const panel = opened && (
    <Suspense fallback={<PanelSkeleton height={PANEL_HEIGHT} />}>
      <BellPanel summary={data} close={close} is_sheet={is_narrow} />
    </Suspense>
  );
  if (is_narrow)
    return (
      <>
        {button}
        {ever_opened && (
          <Suspense>
            <BellSheet opened={opened} close={close}>
              {panel}
            </BellSheet>
          </Suspense>
        )}
      </>
    );
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      width={440}
      position="bottom-end"
      trapFocus
      returnFocus
      withinPortal
      shadow="md"
    >
      <Popover.Target>{button}</Popover.Target>
      <Popover.Dropdown p={0} aria-label="Notifications">
        {panel}
      </Popover.Dropdown>
    </Popover>
  );
}
