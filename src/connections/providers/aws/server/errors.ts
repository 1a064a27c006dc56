import { NeedsAttentionError, ThrottledError } from '../../../server/provider.ts';

const DENIED = new Set(['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation', 'AuthorizationError']);
const WRONG_KEYS = new Set([
  'InvalidClientTokenId',
  'InvalidAccessKeyId',
  'UnrecognizedClientException',
  'SignatureDoesNotMatch',
  'AuthFailure',
]);
const THROTTLED = new Set([
  'ThrottlingException',
  'Throttling',
  'LimitExceededException',
  'RequestLimitExceeded',
  'TooManyRequestsException',
  'RequestThrottled',
  'RequestThrottledException',
  'EC2ThrottledException',
  'SlowDown',
]);
/** The SDK has waited and tried again for about a minute before it gives up. */
const THROTTLED_PAUSE_MS = 5 * 60_000;

/** What a policy of the organization denies, in words; `policy` is its id, null where AWS does not say it. */
export const organizationDenies = (what: string, policy: string | null): string =>
  `${policy === null ? 'A service control policy' : `The service control policy ${policy}`} of the AWS organization denies ${what}. Its administrator can allow it.`;

/** No policy of this identity gives what one of its organization denies. */
export class OrganizationDeniesError extends NeedsAttentionError {
  readonly policy: string | null;
  constructor(permission: string, policy: string | null, cause: unknown) {
    super(organizationDenies(permission, policy), permission, cause);
    this.policy = policy;
  }
}

/** Whether AWS does not know the keys, as `explained` tells it. */
export const isUnknownKeys = (error: unknown): boolean =>
  error instanceof NeedsAttentionError && error.cause instanceof Error && WRONG_KEYS.has(error.cause.name);

/** What it means when AWS does not know keys in one region that it knows in another. */
export const NOT_KNOWN_YET =
  'AWS does not accept these credentials there, although it does elsewhere, as in regions that were switched on only just now. The next sync tries again.';

/**
 * What an error of the SDK means: a `NeedsAttentionError` for what only a person can mend (`permission` is named as IAM
 * names it, unless AWS names another), a `ThrottledError` when AWS asks to wait, else the error itself.
 */
export function explained(error: unknown, permission: string, now: Date): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  const { name, message } = error;
  if (DENIED.has(name)) {
    const named = /not authorized to perform:? (\S+?:\w+)/.exec(message)?.[1] ?? permission;
    const policy = /explicit deny in a service control policy(?:: (?:\S+\/)?(p-\w+))?/.exec(message);
    if (policy) return new OrganizationDeniesError(named, policy[1] ?? null, error);
    return new NeedsAttentionError(
      `The permission ${named} is missing. Add it to the policy of this identity.`,
      named,
      error,
    );
  }
  if (WRONG_KEYS.has(name))
    return new NeedsAttentionError('AWS does not know these keys. Check access key id and secret key.', null, error);
  if (name === 'ExpiredTokenException' || name === 'ExpiredToken')
    return new NeedsAttentionError('These credentials are out of date. Give new ones.', null, error);
  if (name === 'RequestTimeTooSkewed' || name === 'RequestExpired')
    return new NeedsAttentionError(
      'The clock of this server is off by minutes, so AWS refuses its requests. Set it.',
      null,
      error,
    );
  if (name === 'CredentialsProviderError')
    return new NeedsAttentionError(`There are no AWS credentials on this server: ${message}`, null, error);
  if (THROTTLED.has(name))
    return new ThrottledError(
      'AWS asks to wait: too many requests just now.',
      new Date(now.getTime() + THROTTLED_PAUSE_MS),
    );
  return error;
}
