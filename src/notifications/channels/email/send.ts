import { createTransport } from 'nodemailer';
import type { Config } from '../../../platform/server/config.ts';
import type { ChannelType, Letter, Sending, SendResult } from '../channel.ts';
import { renderEmail } from './render.ts';

type Failure = Exclude<SendResult, { outcome: 'delivered' }>;

const failure = (outcome: 'later' | 'never', status: number | null, error: string): Failure => ({
  outcome,
  status,
  error,
  after: null,
});

/** What has to be set before any mail is sent; null when all is. */
function missingOf(config: Config): string | null {
  if (config.NOTIFICATION_EMAIL_SMTP_HOST === undefined)
    return 'This server has no mail server. Whoever runs it sets NOTIFICATION_EMAIL_SMTP_HOST and NOTIFICATION_EMAIL_FROM.';
  // Without an address nodemailer would send it from nobody.
  if (!/\S@\S/.test(config.NOTIFICATION_EMAIL_FROM ?? ''))
    return 'Mail has no sender. Whoever runs this server sets NOTIFICATION_EMAIL_FROM, such as FinOpsMind <finops@example.com>.';
  return null;
}

const portOf = (config: Config): number => config.NOTIFICATION_EMAIL_SMTP_PORT;

/** A connection for one mail: with TLS from the start at the port for it, else STARTTLS where it is offered. */
function transportOf(config: Config) {
  const { NOTIFICATION_EMAIL_SMTP_USER: user, NOTIFICATION_EMAIL_SMTP_PASSWORD: pass = '' } = config;
  return createTransport({
    host: config.NOTIFICATION_EMAIL_SMTP_HOST,
    port: portOf(config),
    secure: portOf(config) === 465,
    requireTLS: config.NOTIFICATION_EMAIL_SMTP_REQUIRE_TLS,
    ...(user === undefined ? {} : { auth: { user, pass } }),
    dnsTimeout: 10_000,
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 30_000,
    // Texts of others never make it read a file or ask an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
}

/** One id for a delivery, so that mail programs know a mail that was sent twice; in the domain of the sender (RFC 5322, 3.6.4). */
const messageIdOf = (letter: Letter, from: string): string =>
  `<${letter.id}@${/@([A-Za-z0-9.-]+)/.exec(from)?.[1] ?? 'finopsmind.invalid'}>`;

/** What a mail server answers, as one short line. */
const said = (response: string | undefined): string =>
  response === undefined ? '' : `: ${response.replace(/[\s\p{Cc}]+/gu, ' ').slice(0, 300)}`;

/** What nodemailer throws. */
interface SmtpError extends Error {
  code?: string;
  /** What its own code stands for. */
  originalCode?: string;
  responseCode?: number;
  response?: string;
}

/** Answers of 4xx pass, those of 5xx do not (RFC 5321, 4.2.1); what was never answered may go better another time. */
function failureOf(error: SmtpError, config: Config): Failure {
  const server = `The mail server ${config.NOTIFICATION_EMAIL_SMTP_HOST}:${portOf(config)}`;
  const { responseCode: status = null, originalCode: code = error.code ?? '' } = error;
  const outcome = status !== null && status >= 500 ? 'never' : 'later';
  if (error.code === 'ETLS' || /CERT|TLS|SSL/.test(code))
    return failure(outcome, status, `${server} has no TLS that is accepted (${code}${said(error.response)}).`);
  if (error.code === 'EAUTH')
    return failure(outcome, status, `${server} does not accept its user and password${said(error.response)}`);
  if (status !== null)
    return failure(
      outcome,
      status,
      `${server} ${outcome === 'never' ? 'refuses the mail' : 'takes no mail for now'}${said(error.response)}`,
    );
  if (error.code === 'EABORT') return failure('later', null, `Sending by ${server.replace('The', 'the')} was stopped.`);
  return failure('later', null, `${server} could not be talked to${code === '' ? '' : ` (${code})`}.`);
}

/**
 * One mail to all recipients, who are of one organization and may see each other: it is accepted or refused as a whole, so
 * that no retry sends it twice to those who have it. Where the server takes it for some alone, it is not retried by itself,
 * and says who has not got it.
 */
async function send(
  { recipients }: { recipients: string[] },
  letter: Letter,
  { config, signal }: Sending,
): Promise<SendResult> {
  const missing = missingOf(config);
  if (missing !== null) return failure('never', null, missing);
  if (recipients.length === 0) return failure('never', null, 'There is nobody to send mail to: name a recipient.');
  const { subject, text, html } = renderEmail(letter);
  const from = config.NOTIFICATION_EMAIL_FROM ?? '';
  try {
    const info = await transportOf(config).sendMail({
      from,
      to: recipients.map((address) => ({ name: '', address })),
      subject,
      text,
      html,
      messageId: messageIdOf(letter, from),
      date: new Date(letter.created_at),
      // Nobody's absence note answers it (RFC 3834).
      headers: { 'Auto-Submitted': 'auto-generated' },
      signal,
    });
    if (info.rejected.length === 0) return { outcome: 'delivered', status: Number.parseInt(info.response, 10) || null };
    const [first] = info.rejectedErrors ?? [];
    return failure(
      'never',
      first?.responseCode ?? null,
      `${info.accepted.length} of ${recipients.length} have the mail, but not ${info.rejected.join(', ')}${said(first?.response)}`,
    );
  } catch (error) {
    return failureOf(error as SmtpError, config);
  }
}

/** Mail by the mail server of whoever runs the product. */
export const email: ChannelType<'email'> = { kind: 'email', title: 'Email', send };
