import { Drawer } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useState } from 'react';
import { PageLink } from './page-link.tsx';
import { PAGES } from './pages.ts';

/** The navigation of a phone: four pages, and all others behind the last entry. */
export function BottomBar() {
  const [opened, setOpened] = useState(false);
  const close = (): void => setOpened(false);
  return (
    <>
      <nav className="shell-bottom" aria-label="Main, at the bottom">
        {PAGES.filter((page) => page.short_title).map((page) => (
          <PageLink key={page.path} page={page} short />
        ))}
        <button type="button" className="shell-link" aria-haspopup="dialog" onClick={() => setOpened(true)}>
          <IconDots size={18} stroke={1.6} aria-hidden={true} />
          More
        </button>
      </nav>
      <Drawer opened={opened} onClose={close} position="bottom" size="auto" title="More pages">
        <ul className="shell-sheet">
          {PAGES.filter((page) => !page.short_title).map((page) => (
            <li key={page.path}>
              <PageLink page={page} followed={close} />
            </li>
          ))}
        </ul>
      </Drawer>
    </>
  );
}
