import { it } from 'vitest';
import { writeFileSync } from 'node:fs';
import { addDays } from '../src/platform/core/dates.ts';
import { makeSampleCloud } from '../src/connections/providers/sample/core/cloud/sample-cloud.ts';
import { evaluateBatch } from '../src/recommendations/core/evaluate.ts';
import { labelSettingsSchema } from '../src/recommendations/core/labels.ts';
import { sampleSeen } from './support/sample-bill.ts';
import * as a from '../src/recommendations/core/rules/dynamodb-overprovisioned.ts';
import * as b from '../src/recommendations/core/rules/ec2-always-on-in-non-production.ts';
import * as c from '../src/recommendations/core/rules/ec2-idle.ts';
import * as d from '../src/recommendations/core/rules/ec2-oversized.ts';
import * as e from '../src/recommendations/core/rules/ec2-previous-generation.ts';
import * as f from '../src/recommendations/core/rules/ec2-stopped-with-volumes.ts';
import * as g from '../src/recommendations/core/rules/eks-nodes-underused.ts';
import * as h from '../src/recommendations/core/rules/elasticache-idle.ts';
import * as i from '../src/recommendations/core/rules/lambda-oversized-memory.ts';
import * as j from '../src/recommendations/core/rules/rds-extended-support.ts';
import * as k from '../src/recommendations/core/rules/rds-idle.ts';
import * as l from '../src/recommendations/core/rules/rds-multi-az-in-non-production.ts';
import * as m from '../src/recommendations/core/rules/rds-oversized.ts';
import * as n from '../src/recommendations/core/rules/rds-previous-generation.ts';
import * as o from '../src/recommendations/core/rules/rds-graviton.ts';
import * as p from '../src/recommendations/core/rules/ec2-graviton.ts';
const RULES = [a,b,c,d,e,f,g,h,i,j,k,l,m,n,o,p].flatMap((x) => Object.values(x)) as any[];
it('look', () => {
  const out: string[] = [];
  const wrong: string[] = [];
  const seeds = JSON.parse(process.env.SEEDS ?? '[[20260214,"2026-11-25"]]');
  for (const [seed, end] of seeds) {
    const resources = sampleSeen({ seed, end });
    const judged = evaluateBatch({ as_of: end, bill_window: { start: addDays(end, -30), end }, settings: { rules: {}, exceptions: [], labels: labelSettingsSchema.parse({}) }, prices: [], resources, subjects: resources.map(({ resource }) => resource.resource_id) }, RULES);
    const got = new Set(judged.flatMap(({ resource_id, found }) => found.map((x) => `${x.rule_id} ${resource_id}`)));
    const ids = new Set(RULES.map((r) => r.id));
    const told = new Set(makeSampleCloud({ seed, end }).truth.filter((t) => ids.has(t.kind)).map((t) => `${t.kind} ${t.resource_id}`));
    for (const x of told) if (!got.has(x)) wrong.push(`missed ${seed} ${end} ${x}`);
    for (const x of got) if (!told.has(x) && !x.includes('graviton')) wrong.push(`false ${seed} ${end} ${x}`);
    const count = new Map<string, number>();
    for (const { found, failed } of judged) { if (failed.length) out.push(JSON.stringify(failed)); for (const { rule_id, finding } of found) { const c = (count.get(rule_id) ?? 0) + 1; count.set(rule_id, c); if (c <= 2) { const { checks, evidence, ...rest } = finding; out.push(rule_id + '\n' + JSON.stringify(rest, null, 1) + '\n' + checks.map((x) => `  ${x.check} | ${x.text} | ${x.actual} ${x.unit ?? ''} | ${x.wanted} | ${x.result}`).join('\n')); } } }
    out.push(JSON.stringify([...count]));
  }
  writeFileSync('/tmp/look5.txt', out.join('\n\n'));
  console.log('WRONG', JSON.stringify(wrong, null, 1));
});
