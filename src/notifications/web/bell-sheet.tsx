import { Drawer } from '@mantine/core';
import { useMounted } from '@mantine/hooks';
import type { ReactNode } from 'react';

/** The panel of the bell on a phone. */
export const BellSheet = ({ opened, close, children }: { opened: boolean; close: () => void; children: ReactNode }) => {
  const opens = useMounted() && opened;
  return (
    <Drawer opened={opens} onClose={close} position="bottom" size="85%" padding="sm" title="Notifications">
      {children}
    </Drawer>
  );
};
