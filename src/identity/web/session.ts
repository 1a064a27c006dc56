import { useQuery } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { createColorBook } from '../../platform/web/colors.ts';
import type { Formats } from '../../platform/web/format.ts';
import { ask, queryClient } from '../../platform/web/queries.ts';
import type { Organization, Settings, User } from '../core/contract.ts';
import { identityContract } from '../core/contract.ts';

/** Who is signed in; a 401 problem when nobody is. */
export const me = ask(identityContract.me);
export const settings = ask(identityContract.getSettings);

/** What every page of a signed-in user may count on. */
export interface Session {
  user: User;
  organization: Organization;
  settings: Settings;
}

/** Loads the session before a page is shown. */
export async function loadSession(): Promise<Session> {
  const [{ user, organization }, own] = await Promise.all([
    queryClient.ensureQueryData(me),
    queryClient.ensureQueryData(settings),
  ]);
  return { user, organization, settings: own };
}

const SessionContext = createContext<Session | null>(null);
export const SessionProvider = SessionContext.Provider;

/** The session; settings are the newest known. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession is for pages behind the log in');
  const { data } = useQuery(settings);
  return { ...session, settings: data ?? session.settings };
}

/** How the organization writes amounts and dates. */
export function useFormats(): Formats {
  const { settings: own } = useSession();
  return { locale: own.locale, timezone: own.timezone };
}

const books = new Map<string, ReturnType<typeof createColorBook>>();
/** The colours of names in this organization. */
export function useColors(): ReturnType<typeof createColorBook> {
  const { organization } = useSession();
  const known = books.get(organization.id) ?? createColorBook(localStorage, organization.id);
  books.set(organization.id, known);
  return known;
}
