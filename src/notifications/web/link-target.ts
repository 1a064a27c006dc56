import { parseSearch, type Search } from '../../platform/web/search.ts';

/** The page that the link of a notification leads to, as the router takes it. Only links into the product are followed. */
export function linkTarget(link: string): { to: string; search: Search } {
  const { pathname, search, host } = new URL(link, 'http://here');
  return host === 'here' ? { to: pathname, search: parseSearch(search) } : { to: '/inbox', search: {} };
}
