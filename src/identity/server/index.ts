import type { Authenticator } from '../../platform/server/authenticate.ts';
import { secretFrom } from '../../platform/server/data-directory.ts';
import { type ServedContract, serve } from '../../platform/server/routes.ts';
import type { Services } from '../../platform/server/services.ts';
import { identityContract } from '../core/contract.ts';
import { apiKeyHandlers } from './api-keys.ts';
import { authenticationHandlers } from './authentication.ts';
import { invitationHandlers } from './invitations.ts';
import { memberHandlers } from './members.ts';
import { createAuthenticator } from './sessions.ts';
import { settingsHandlers } from './settings.ts';
import { createTokens } from './tokens.ts';
import './tables.ts';

export { type Auditor, audit } from './audit.ts';
export { personBehind } from './person-behind.ts';

/** Organizations, their people and programs: the endpoints, and who a token belongs to. */
export function createIdentity({ config, database, directory, limiter, now }: Services): {
  served: ServedContract;
  authenticate: Authenticator;
} {
  const tokens = createTokens(secretFrom(config.JWT_SECRET, directory, 'jwt-secret'), config.JWT_EXPIRY);
  const services = { database, tokens, limiter };
  const handlers = {
    ...authenticationHandlers(services),
    ...apiKeyHandlers,
    ...memberHandlers,
    ...invitationHandlers(services),
    ...settingsHandlers,
  };
  return { served: serve(identityContract, handlers), authenticate: createAuthenticator(database, tokens, now) };
}
