import {
  createRootRoute,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { loadSession } from '../../identity/web/session.ts';
import { ApiProblem } from '../../platform/web/client.ts';
import { parseSearch, stringifySearch } from '../../platform/web/search.ts';
import { ErrorState } from '../../platform/web/ui/states.tsx';
import { pageErrorOf } from './missing-part.ts';
import { NotFound } from './not-found.tsx';
import { INNER_PAGES, PAGES } from './pages.ts';
import { Shell } from './shell.tsx';

function PageError({ error: thrown, reset }: ErrorComponentProps) {
  const { error, needs_reload } = pageErrorOf(thrown);
  return <ErrorState error={error} retry={needs_reload ? () => location.reload() : reset} />;
}

const root = createRootRoute({ notFoundComponent: NotFound });

const publicPage = (path: string, component: ReturnType<typeof lazyRouteComponent>) =>
  createRoute({ getParentRoute: () => root, path, component });

/** Everything behind the log in, inside the shell. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  loader: async ({ location }) => {
    try {
      return await loadSession();
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.status !== 401) throw error;
      throw redirect({ to: '/login', search: location.href === '/' ? {} : { return_to: location.href } });
    }
  },
  staleTime: Number.POSITIVE_INFINITY,
  component: Shell,
  errorComponent: PageError,
});

const pages = [...PAGES, ...INNER_PAGES].map(({ path, component }) =>
  createRoute({
    getParentRoute: () => inside,
    path,
    component,
    errorComponent: PageError,
  }),
);

export const router = createRouter({
  routeTree: root.addChildren([
    publicPage(
      '/login',
      lazyRouteComponent(() => import('../../identity/web/login-page.tsx'), 'LoginPage'),
    ),
    publicPage(
      '/signup',
      lazyRouteComponent(() => import('../../identity/web/signup-page.tsx'), 'SignupPage'),
    ),
    publicPage(
      '/invitation',
      lazyRouteComponent(() => import('../../identity/web/invitation-page.tsx'), 'InvitationPage'),
    ),
    inside.addChildren(pages),
  ]),
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  scrollRestoration: true,
});
