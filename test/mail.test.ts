import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Letter, SendResult, Target } from '../src/notifications/channels/channel.ts';
import { sendLetter } from '../src/notifications/channels/index.ts';
import { parseConfig } from '../src/platform/server/config.ts';
import { makeCertificate, trustCertificate } from './support/certificate.ts';
import { HOSTILE, hostileMessage, letterOf, messageOf } from './support/letters.ts';
import { type MailServer, smtpError, startMailServer } from './support/mail-server.ts';

interface How {
  environment?: Record<string, string>;
  signal?: AbortSignal;
}
const send = (target: Target, letter: Letter = letterOf(), how: How = {}): Promise<SendResult> => {
  const { environment = {}, signal = new AbortController().signal } = how;
  return sendLetter(target, letter, { config: parseConfig(environment), now: new Date(), signal });
};

describe('mail', () => {
  const TO: Target = { kind: 'email', recipients: ['ada@example.com', 'grace@example.com'] };
  const running: MailServer[] = [];
  afterEach(async () => {
    await Promise.all(running.splice(0).map((server) => server.close()));
  });
  const start = async (...options: Parameters<typeof startMailServer>): Promise<MailServer> => {
    const server = await startMailServer(...options);
    running.push(server);
    return server;
  };
  const by = (server: Pick<MailServer, 'port'>, environment: Record<string, string> = {}) => ({
    environment: {
      NOTIFICATION_EMAIL_SMTP_HOST: 'localhost',
      NOTIFICATION_EMAIL_SMTP_PORT: String(server.port),
      NOTIFICATION_EMAIL_FROM: 'FinOpsMind <finops@example.com>',
      ...environment,
    },
  });
  const headersOf = (raw: string): string[] =>
    (raw.split('\r\n\r\n')[0] ?? '').replace(/\r\n[ \t]+/g, ' ').split('\r\n');
  const header = (raw: string, name: string): string | undefined =>
    headersOf(raw)
      .find((one) => one.toLowerCase().startsWith(`${name.toLowerCase()}: `))
      ?.slice(name.length + 2);

  it('is one mail to all recipients, in both forms, with one id for the delivery', async () => {
    const server = await start();
    const attempts = [await send(TO, letterOf(), by(server)), await send(TO, letterOf(), by(server))];
    const delivered = { outcome: 'delivered', status: 250 };
    expect(attempts).toEqual([delivered, delivered]);
    const [first, second] = server.mails;
    expect(first).toMatchObject({ from: 'finops@example.com', recipients: ['ada@example.com', 'grace@example.com'] });
    const { raw = '' } = first ?? {};
    expect(header(raw, 'To')).toBe('ada@example.com, grace@example.com');
    expect(header(raw, 'Subject')).toBe('Budget Platform is exceeded');
    expect(header(raw, 'From')).toBe('FinOpsMind <finops@example.com>');
    expect(header(raw, 'Message-ID')).toBe(`<${letterOf().id}@example.com>`);
    expect(header(raw, 'Date')).toBe('Wed, 25 Nov 2026 06:13:00 +0000');
    expect(header(raw, 'Auto-Submitted')).toBe('auto-generated');
    expect(raw).toMatch(/Content-Type: text\/plain; charset=utf-8/i);
    expect(raw).toMatch(/Content-Type: text\/html; charset=utf-8/i);
    expect(header(second?.raw ?? '', 'Message-ID')).toBe(header(raw, 'Message-ID'));
  });

  it('has the headers it should, whatever texts say', async () => {
    const server = await start();
    const hostile = letterOf({ organization_name: HOSTILE, messages: [hostileMessage()] });
    const names = async (letter: Letter): Promise<(string | undefined)[]> => {
      await send(TO, letter, by(server));
      return headersOf(server.mails.at(-1)?.raw ?? '').map((one) => one.split(':')[0]);
    };
    expect(await names(hostile)).toEqual(await names(letterOf()));
    const digest = { ...hostile, messages: [hostileMessage(), messageOf()] };
    expect(await names(digest)).toEqual(await names(letterOf()));
    for (const { recipients } of server.mails) expect(recipients).toEqual(['ada@example.com', 'grace@example.com']);
  });

  it('signs in, and only with TLS where the server offers it', async () => {
    const certificate = makeCertificate('localhost');
    const server = await start({
      ...certificate,
      disabledCommands: [],
      authOptional: false,
      onAuth: ({ username, password }, session, callback) =>
        username === 'finops' && password === 'right' && session.secure
          ? callback(null, { user: username })
          : callback(smtpError(535, 'no such user')),
    });
    const signedIn = (password: string) =>
      by(server, { NOTIFICATION_EMAIL_SMTP_USER: 'finops', NOTIFICATION_EMAIL_SMTP_PASSWORD: password });
    expect(await send(TO, letterOf(), signedIn('right'))).toMatchObject({
      outcome: 'later',
      error: expect.stringMatching(/localhost:\d+ has no TLS that is accepted \(DEPTH_ZERO_SELF_SIGNED_CERT\)/),
    });
    trustCertificate(certificate);
    expect(await send(TO, letterOf(), signedIn('right'))).toMatchObject({ outcome: 'delivered' });
    expect(server.mails).toMatchObject([{ secure: true, user: 'finops' }]);
    const refused = await send(TO, letterOf(), signedIn('wrong-password'));
    expect(refused).toMatchObject({
      outcome: 'never',
      status: 535,
      error: expect.stringContaining('user and password'),
    });
    expect(JSON.stringify(refused)).not.toContain('wrong-password');
  });

  it('is not sent without TLS where that is asked for', async () => {
    const server = await start();
    const asking = by(server, { NOTIFICATION_EMAIL_SMTP_REQUIRE_TLS: 'true' });
    expect(await send(TO, letterOf(), asking)).toMatchObject({
      outcome: 'never',
      error: expect.stringContaining('has no TLS that is accepted'),
    });
    expect(server.mails).toEqual([]);
  });

  it.each([
    [421, 'later'],
    [450, 'later'],
    [451, 'later'],
    [550, 'never'],
    [552, 'never'],
  ])('that is answered with %s is tried again when it passes', async (code, outcome) => {
    const refusing = smtpError(code, 'not\r\nnow');
    for (const options of [
      { onMailFrom: (_a: unknown, _s: unknown, callback: (error: Error) => void) => callback(refusing) },
      { onRcptTo: (_a: unknown, _s: unknown, callback: (error: Error) => void) => callback(refusing) },
    ]) {
      const result = await send(TO, letterOf(), by(await start(options)));
      expect(result).toMatchObject({ outcome, status: code, error: expect.stringContaining('not now') });
    }
  });

  it('that some alone may have is sent once, and says who has not got it', async () => {
    const server = await start({
      onRcptTo: ({ address }, _session, callback) =>
        address.startsWith('grace') ? callback(smtpError(550, 'no such mailbox')) : callback(),
    });
    expect(await send(TO, letterOf(), by(server))).toMatchObject({
      outcome: 'never',
      status: 550,
      error: expect.stringMatching(/^1 of 2 have the mail, but not grace@example\.com: 550 .*no such mailbox$/),
    });
    expect(server.mails).toHaveLength(1);
  });

  it('waits for a server that is not there, or breaks off', async () => {
    const there = await start({ onConnect: (session, callback) => callback(smtpError(421, session.remoteAddress)) });
    expect(await send(TO, letterOf(), by(there))).toMatchObject({ outcome: 'later' });
    const nowhere = await send(TO, letterOf(), by({ port: 1 }));
    expect(nowhere).toMatchObject({ outcome: 'later', status: null, error: expect.stringContaining('localhost:1') });
    const breaking = createServer((socket) => socket.end('220 here\r\n')).listen(0, '127.0.0.1');
    await once(breaking, 'listening');
    const { port } = breaking.address() as AddressInfo;
    expect(await send(TO, letterOf(), by({ port }))).toMatchObject({ outcome: 'later', status: null });
    breaking.close();
  });

  it('says what has to be set, and that nobody is named', async () => {
    expect(await send(TO)).toMatchObject({
      outcome: 'never',
      error: expect.stringContaining('NOTIFICATION_EMAIL_SMTP_HOST'),
    });
    const server = await start();
    for (const NOTIFICATION_EMAIL_FROM of ['', 'FinOpsMind'])
      expect(await send(TO, letterOf(), by(server, { NOTIFICATION_EMAIL_FROM }))).toMatchObject({
        outcome: 'never',
        error: expect.stringContaining('NOTIFICATION_EMAIL_FROM'),
      });
    expect(await send({ kind: 'email', recipients: [] }, letterOf(), by(server))).toMatchObject({
      outcome: 'never',
      error: expect.stringContaining('name a recipient'),
    });
    expect(server.mails).toEqual([]);
  });

  it('ends when the process stops', async () => {
    const stopping = new AbortController();
    const server = await start({ onMailFrom: () => stopping.abort() });
    const result = await send(TO, letterOf(), { ...by(server), signal: stopping.signal });
    expect(result).toMatchObject({ outcome: 'later', error: expect.stringContaining('was stopped') });
  });
});
