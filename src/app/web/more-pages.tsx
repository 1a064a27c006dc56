import { Drawer } from '@mantine/core';
import { useMounted } from '@mantine/hooks';
import { PageLink } from './page-link.tsx';
import { PAGES } from './pages.ts';

/** The pages that a phone's bottom bar has no place for. */
export function MorePages({ opened, close }: { opened: boolean; close: () => void }) {
  const opens = useMounted() && opened;
  return (
    <Drawer opened={opens} onClose={close} position="bottom" size="auto" title="More pages">
      <ul className="shell-sheet">
        {PAGES.filter((page) => !page.short_title).map((page) => (
          <li key={page.path}>
            <PageLink page={page} followed={close} />
          </li>
        ))}
      </ul>
    </Drawer>
  );
}
