import { NeedsAttentionError, ThrottledError } from '../../../server/provider.ts';

/** An answer of Azure that is no success; `code` is Azure's own, such as `AuthorizationFailed`. */
export class AzureError extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = 'AzureError';
    this.status = status;
    this.code = code;
  }
}

/**
 * Whether Azure does not take the token of a call. Other codes of 401, such as `RBACAccessDenied`, are a missing role.
 * Source: Microsoft, “Troubleshoot common Cost Management errors”, and Azure Storage's and Resource Manager's error codes.
 */
export const isRefusedToken = ({ status, code }: AzureError): boolean =>
  status === 401 && /authentication|token/i.test(code);

/** Whether a 401 says nothing but that. */
export const isPlain401 = ({ status, code }: AzureError): boolean => status === 401 && code === '401';

/** Codes of Microsoft Entra that people can act on. */
const SIGN_IN_PROBLEMS: Record<string, string> = {
  AADSTS7000215: 'Azure does not accept the client secret. Give its value, not its id.',
  AADSTS7000222: 'The client secret is out of date. Make a new one.',
  AADSTS7000112: 'The application is disabled in the directory. Enable it.',
  AADSTS700016: 'Azure does not know this application (client) id in the directory.',
  AADSTS700024: 'The clock of this server is off by minutes, so Azure does not let it in. Set it.',
  AADSTS90002: 'Azure does not know this directory (tenant) id.',
  AADSTS53003: 'A Conditional Access policy of the directory keeps the application out. Exempt it.',
};

/** What Azure says of a scope that is not there, or that the application has no role on: it tells the two not apart. */
const HIDDEN: Record<string, string> = {
  SubscriptionNotFound: 'subscription',
  InvalidSubscriptionId: 'subscription',
  NotFound: 'scope',
};

const TOO_SLOW = 'Azure took too long to answer. Try again in a minute.';

/** How long to leave Azure alone when it asks to wait and does not say until when. */
const PAUSE_MS = 5 * 60_000;

const HIDDEN_BY_ENROLMENT =
  'Costs are hidden by the enrolment. Let its administrator switch on “Department administrators and account owners can view charges”.';
/** Who keeps costs from being seen, whatever the role. */
const DISABLED: Record<string, string> = {
  AccountCostDisabled: HIDDEN_BY_ENROLMENT,
  DepartmentCostDisabled: HIDDEN_BY_ENROLMENT,
  IndirectCostDisabled:
    'Costs are hidden until the partner who sold the enrolment publishes its prices. Ask the partner to.',
};

/** APIs that answer a plain 401 where charges may not be viewed; others so refuse a sign-in. */
const TELLS_COSTS = /^Microsoft\.(CostManagement|Billing)\//;
/** What else may be behind it. */
const HIDDEN_CHARGES =
  'With an Enterprise Agreement, let its administrator allow account owners and department administrators to view charges; with a Microsoft Customer Agreement, let an owner of the billing account give the application a role that can view charges.';

function denied(error: AzureError, permission: string): NeedsAttentionError {
  const disabled = DISABLED[error.code];
  if (disabled) return new NeedsAttentionError(disabled, null, error);
  const named = /perform action '([^']+)'/.exec(error.message)?.[1] ?? permission;
  const message = `The permission ${named} is missing. Give the application a role with it on the scope that is connected.`;
  return new NeedsAttentionError(isPlain401(error) ? `${message} ${HIDDEN_CHARGES}` : message, named, error);
}

function explainedAnswer(error: AzureError, permission: string, now: Date): Error {
  const { status, code } = error;
  if (code === 'InvalidAuthenticationTokenTenant')
    return new NeedsAttentionError(
      'Azure does not accept the sign-in: what is connected belongs to another directory (tenant) than the application.',
      null,
      error,
    );
  if (isRefusedToken(error) || (isPlain401(error) && !TELLS_COSTS.test(permission)))
    return new NeedsAttentionError('Azure does not accept the sign-in of this application.', null, error);
  if (status === 401 || status === 403) return denied(error, permission);
  if (status === 429)
    return new ThrottledError('Azure asks to wait: too many requests just now.', new Date(now.getTime() + PAUSE_MS));
  const hidden = HIDDEN[code];
  if (hidden)
    return new NeedsAttentionError(
      `Azure does not show this ${hidden} to the application. Give it a role there.`,
      null,
      error,
    );
  return error;
}

/** Whether Microsoft Entra considered the sign-in and refused it, as told from its being out of order or out of reach. */
export const isRefusedSignIn = ({ message }: Error): boolean =>
  /AADSTS\d+/.test(message) && !/^(temporarily_unavailable|server_error)\b/.test(message);

const SIGN_IN_ERRORS = new Set(['AuthenticationError', 'AuthenticationRequiredError', 'CredentialUnavailableError']);

function explainedSignIn(error: Error): Error {
  if (!SIGN_IN_ERRORS.has(error.name)) return error;
  if (!isRefusedSignIn(error))
    return new Error('Microsoft Entra, where the application signs in, does not answer. Try again in a minute.', {
      cause: error,
    });
  const known = SIGN_IN_PROBLEMS[/AADSTS\d+/.exec(error.message)![0]];
  const message = known ?? `Azure did not let the application in: ${error.message.split('\n')[0]}`;
  return new NeedsAttentionError(message, null, error);
}

/**
 * What an error of a call means: a `NeedsAttentionError` for what only a person can mend (`permission` is the action as
 * Azure's role definitions name it, unless Azure names another), a `ThrottledError` when Azure asks to wait, else an
 * error that a retry may mend.
 */
export function explainedAzure(error: unknown, permission: string, now: Date): Error {
  if (!(error instanceof Error)) return new Error(String(error));
  if (error instanceof AzureError) return explainedAnswer(error, permission, now);
  if (error.name === 'TimeoutError') return new Error(TOO_SLOW, { cause: error });
  return explainedSignIn(error);
}
