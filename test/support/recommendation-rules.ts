import { z } from 'zod';
import { below, decide, holds, isOneOf } from '../../src/recommendations/core/checks.ts';
import { defineRule, type Proposal, type Rule } from '../../src/recommendations/core/rule.ts';

// Rules that are as simple as can be, for what happens around rules.

const shared = { provider: 'aws', type: 'idle', description: '', sources: [], parameters: z.strictObject({}) } as const;

const proposal = (resource_id: string, title: string, more: Partial<Proposal> = {}): Proposal => ({
  title,
  reason: title,
  change: null,
  current: {},
  proposed: {},
  saving: [{ kind: 'ends', of: 'all', because: 'it is not charged for' }],
  claims: [{ resource_id, component: 'all' }],
  confidence: { level: 'high', reasons: [] },
  risk: { level: 'low', reasons: [] },
  effort: 'low',
  restart_needed: false,
  reversible: true,
  ...more,
});

/** An instance whose processor stays below a limit; unknown where it is not measured. */
const quiet = defineRule({
  ...shared,
  id: 'quiet',
  title: 'Quiet instances',
  resource_types: ['AWS::EC2::Instance'],
  metrics: ['cpu_percent'],
  relations: [],
  parameters: z.strictObject({ limit: z.number().default(5) }),
  evaluate: ({ resource, use, parameters: { limit } }) =>
    decide(
      [
        isOneOf({ check: 'status', text: 'state' }, resource.status, ['running']),
        below({ check: 'cpu', text: 'processor' }, use.window('cpu_percent', 'maximum', 14)?.highest ?? null, limit),
      ],
      () =>
        proposal(resource.resource_id, `Stop ${resource.name}`, {
          change: { action: 'ec2.stop_instance', parameters: { instance_id: resource.resource_id } },
        }),
    ),
});

/** A volume of an instance that is stopped. */
const loose = defineRule({
  ...shared,
  id: 'loose',
  title: 'Volumes of stopped instances',
  resource_types: ['AWS::EC2::Volume'],
  metrics: [],
  relations: [{ path: 'attached_to', resource_type: 'AWS::EC2::Instance', metrics: [] }],
  evaluate: ({ resource, related }) =>
    decide(
      [
        holds(
          { check: 'stopped', text: 'instance' },
          related(0).every(({ resource: { status } }) => status === 'stopped'),
          'stopped',
        ),
      ],
      () => proposal(resource.resource_id, `Delete ${resource.name}`),
    ),
});

/** Fails for whatever has the tag `trouble`. */
const fragile = defineRule({
  ...shared,
  id: 'fragile',
  title: 'Fragile rule',
  resource_types: ['AWS::EC2::Instance'],
  metrics: [],
  relations: [],
  evaluate: ({ resource }) => {
    if (resource.tags['trouble']) throw new Error(`no idea what to do with ${resource.name}`);
    return decide([], () => proposal(resource.resource_id, `Rename ${resource.name}`));
  },
});

export const TEST_RULES: readonly Rule[] = [quiet, loose, fragile];
