import { IconDots } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useEver } from '../../platform/web/ui/ever.ts';
import { PageLink } from './page-link.tsx';
import { PAGES } from './pages.ts';

const MorePages = lazy(async () => ({ default: (await import('./more-pages.tsx')).MorePages }));

/** The navigation of a phone: four pages, and all others behind the last entry. */
export function BottomBar() {
  const [opened, setOpened] = useState(false);
  const ever_opened = useEver(opened);
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
      {ever_opened && (
        <Suspense>
          <MorePages opened={opened} close={() => setOpened(false)} />
        </Suspense>
      )}
    </>
  );
}
