import { Link } from '@tanstack/react-router';
import { Suspense } from 'react';
import type { PageEntry } from './pages.ts';

/** Leads to a page; `short` takes the name that a phone's bottom bar has room for. */
export function PageLink({
  page,
  short = false,
  followed,
}: {
  page: PageEntry;
  short?: boolean;
  followed?: () => void;
}) {
  const { icon: Icon, count: Count } = page;
  return (
    <Link
      to={page.link ?? page.path}
      className="shell-link"
      activeOptions={{ exact: page.path === '/', includeSearch: false }}
      onClick={followed}
    >
      <Icon size={18} stroke={1.6} aria-hidden={true} />
      {(short && page.short_title) || page.title}
      {Count && (
        <Suspense>
          <Count />
        </Suspense>
      )}
    </Link>
  );
}
