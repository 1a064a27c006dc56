import { Drawer } from '@mantine/core';
import type { ReactNode } from 'react';

/** The panel of the bell on a phone. */
export const BellSheet = ({ opened, close, children }: { opened: boolean; close: () => void; children: ReactNode }) => (
  <Drawer opened={opened} onClose={close} position="bottom" size="85%" padding="sm" title="Notifications">
    {children}
  </Drawer>
);
