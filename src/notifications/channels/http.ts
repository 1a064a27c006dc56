import { networkOf, type OutboundAnswer, postOutbound } from '../../platform/server/outbound.ts';
import type { Sending, SendResult } from './channel.ts';

type Answered = Extract<OutboundAnswer, { kind: 'answered' }>;
/** What an answer means where it is not what HTTP says of it in general; null where it is. */
type Interpreter = (answer: Answered) => { outcome: 'later' | 'never' | 'gone'; error: string } | null;

/** Longer than this nobody has to be waited for: it may be a slip. */
const LONGEST_WAIT_MS = 24 * 60 * 60 * 1000;

/** What `Retry-After` asks for (RFC 9110, 10.2.3: seconds, or a date); null when it asks for nothing that is to come. */
export function retryAfter(header: string | undefined, now: Date): Date | null {
  if (header === undefined) return null;
  const wanted = /^\d+$/.test(header.trim()) ? now.getTime() + Number(header) * 1000 : Date.parse(header);
  if (!(wanted > now.getTime())) return null;
  return new Date(Math.min(wanted, now.getTime() + LONGEST_WAIT_MS));
}

/** Answers that may be others in a while: RFC 9110 and 6585. */
const PASSING = [408, 425, 429];

function asHttpSays(status: number, host: string): { outcome: 'later' | 'never' | 'gone'; error: string } {
  const answered = `${host} answered with ${status}`;
  if (status === 429) return { outcome: 'later', error: `${answered}: it is asked too often.` };
  if (status >= 500 || PASSING.includes(status)) return { outcome: 'later', error: `${answered}.` };
  if (status === 404 || status === 410)
    return { outcome: 'gone', error: `${answered}: nobody takes messages at this address any more. Give the new one.` };
  if (status >= 300 && status < 400)
    return {
      outcome: 'never',
      error: `${answered}, which sends elsewhere. Redirects are not followed: give the address itself.`,
    };
  if (status === 401 || status === 403)
    return { outcome: 'never', error: `${answered}: it does not let this address be written to. Check the address.` };
  return { outcome: 'never', error: `${answered}: it does not accept the message.` };
}

/** Posts JSON to a channel's address, and says how it went. `interpret` may know better than HTTP what an answer means. */
export async function postJson(
  { url, is_default }: { url: string; is_default?: boolean },
  post: { headers?: Record<string, string>; body: string },
  { config, now, signal }: Sending,
  interpret: Interpreter = () => null,
): Promise<SendResult> {
  const headers = { 'content-type': 'application/json', ...post.headers };
  const network = networkOf(is_default ? { OUTBOUND_PRIVATE_ADDRESSES: 'allow' } : config);
  const answer = await postOutbound({ url, headers, body: post.body, signal }, network);
  if (answer.kind !== 'answered') {
    const outcome = answer.kind === 'refused' ? 'never' : 'later';
    return { outcome, status: null, error: answer.error, after: null };
  }
  const { status } = answer;
  if (status >= 200 && status < 300) return { outcome: 'delivered', status };
  const { outcome, error } = interpret(answer) ?? asHttpSays(status, new URL(url).host);
  return { outcome, status, error, after: outcome === 'later' ? retryAfter(answer.headers['retry-after'], now) : null };
}
