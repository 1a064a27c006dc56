import { sql } from 'kysely';
import type { RunContext } from '../../../jobs/server/index.ts';
import type { Advice } from '../../core/inventory.ts';
import { jsonText } from './inventory.ts';

const BATCH = 200;

/** What is compared: advice that is as it was is not written. */
const COMPARED = [
  'resource_id',
  'resource_type',
  'account_id',
  'region',
  'action',
  'title',
  'monthly_savings',
  'currency',
  'details',
] as const;

interface Writer {
  context: RunContext;
  provider_id: string;
}

async function writeAdvice({ context, provider_id }: Writer, advice: Advice[]): Promise<number> {
  const { organization_id, now } = context;
  const once = [...new Map(advice.map((one) => [one.advice_id, one])).values()];
  const rows = once.map(({ details, ...one }) => ({
    ...one,
    organization_id,
    provider_id,
    details: jsonText(details),
    first_seen_at: now().toISOString(),
    gone_at: null,
  }));
  const columns = sql.join(COMPARED.map((name) => sql.ref(`provider_advice.${name}`)));
  const given = sql.join(COMPARED.map((name) => sql.ref(`excluded.${name}`)));
  const written = await context.transaction((tx) =>
    tx
      .insertInto('provider_advice')
      .values(rows)
      .onConflict((conflict) =>
        conflict
          .columns(['organization_id', 'provider_id', 'source', 'advice_id'])
          .doUpdateSet((e) => ({
            ...Object.fromEntries(COMPARED.map((name) => [name, e.ref(`excluded.${name}`)])),
            gone_at: null,
          }))
          .where(sql<boolean>`(${columns}) is distinct from (${given}) or provider_advice.gone_at is not null`),
      )
      .returning('advice_id')
      .execute(),
  );
  return written.length;
}

const markGone = ({ context, provider_id }: Writer, source: string, seen: Set<string>) =>
  context.transaction((tx) =>
    tx
      .updateTable('provider_advice')
      .set({ gone_at: context.now().toISOString() })
      .where('provider_id', '=', provider_id)
      .where('source', '=', source)
      .where('gone_at', 'is', null)
      .where(sql<boolean>`not (advice_id = any(${[...seen]}::text[]))`)
      .execute(),
  );

/**
 * Writes the advice of a provider as it comes, and what a source does not give any more as gone. Sources that can't be
 * read keep theirs, and are told in `warnings`. Answers how many pieces there are, and how many sources had problems.
 */
export async function syncAdvice(
  writer: Writer,
  pages: AsyncIterable<{ source: string; advice: Advice[]; problem: string | null }>,
  warnings: string[],
): Promise<{ advice: number; problems: number }> {
  const seen = new Map<string, Set<string>>();
  const failed = new Set<string>();
  let count = 0;
  for await (const { source, advice, problem } of pages) {
    writer.context.signal.throwIfAborted();
    const ids = seen.get(source) ?? new Set();
    seen.set(source, ids);
    if (problem !== null) {
      failed.add(source);
      warnings.push(problem);
    }
    for (const { advice_id } of advice) ids.add(advice_id);
    for (let from = 0; from < advice.length; from += BATCH) await writeAdvice(writer, advice.slice(from, from + BATCH));
    count += advice.length;
    writer.context.progress('advice', null, `${count} pieces of advice`);
  }
  for (const [source, ids] of seen) if (!failed.has(source)) await markGone(writer, source, ids);
  return { advice: count, problems: failed.size };
}
