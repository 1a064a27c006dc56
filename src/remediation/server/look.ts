import { createHash } from 'node:crypto';
import type { Cloud, CloudAnswer } from '../../connections/core/cloud-call.ts';
import type { Answers, AnyAction, Subject } from '../core/action.ts';
import type { Preview } from '../core/answers.ts';
import { previewOf } from '../core/preview.ts';

/** Later reads depend on earlier answers so often at most. */
const ROUNDS = 6;

/** Everything that an action wants to know of its resource, as the cloud tells it now. */
export async function readAll(cloud: Cloud, action: AnyAction, subject: Subject): Promise<Answers> {
  const answers: Record<string, CloudAnswer> = {};
  for (let round = 0; round < ROUNDS; round++) {
    const wanted = Object.entries(action.reads(subject, answers)).filter(([name]) => !(name in answers));
    if (wanted.length === 0) return answers;
    const got = await Promise.all(wanted.map(async ([name, call]) => [name, await cloud.call(call)] as const));
    for (const [name, answer] of got) answers[name] = answer;
  }
  throw new Error(`${action.action} still wants to read more after ${ROUNDS} rounds.`);
}

/** The preview of a change as the cloud is now, with the digest that approvals are for. */
export function makePreview(action: AnyAction, subject: Subject, answers: Answers, now: Date): Preview {
  const preview = previewOf(action, subject, answers, now.toISOString());
  const { made_at: _, ...approved } = preview;
  return { ...preview, digest: createHash('sha256').update(JSON.stringify(approved)).digest('hex') };
}
