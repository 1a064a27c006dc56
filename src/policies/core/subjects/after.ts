import { negated, sumDecimals } from '../../../platform/core/decimal.ts';
import type { ResourceFacts } from '../facts.ts';
import { hasPublicAddress, sizeOf } from './configuration.ts';
import type { Subject } from './subject.ts';

/** What a change makes of a resource. */
export interface ResourceChange {
  action: string;
  /** Parameters of the action. */
  parameters: Readonly<Record<string, unknown>>;
  /** What is other afterwards, by the names of the inventory; its state by one of `STATES`. */
  after: Readonly<Record<string, unknown>>;
  /** Exact decimal text of a month; null is unknown. */
  monthly_savings: string | null;
  currency: string | null;
}

/** How previews and recommendations name the state of a resource. */
const STATES = ['status', 'state', 'power_state'];
/** The inventory has states of Azure machines in Azure's words. */
const AZURE_MACHINE = 'microsoft.compute/virtualmachines';

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

function stateAfter(type: string, state: string | null, after: ResourceChange['after']): string | null {
  const told = STATES.map((name) => after[name]).find(isText);
  if (told === undefined) return state;
  return type === AZURE_MACHINE && !told.includes('/') ? `PowerState/${told}` : told;
}

/** Attributes with what the change gives them; parameters that are no attributes, such as ids, are none afterwards. */
function attributesAfter(attributes: ResourceFacts['attributes'], { parameters, after }: ResourceChange) {
  const given = Object.entries(parameters).filter(([name]) => name in attributes);
  const other = Object.entries(after).filter(([name]) => !STATES.includes(name) || name in attributes);
  return { ...attributes, ...Object.fromEntries([...given, ...other]) };
}

/** What it costs once the saving is there; null where it is not known. */
function costAfter({ monthly_cost, currency }: Subject, change: ResourceChange): string | null {
  if (monthly_cost === null || change.monthly_savings === null || change.currency !== currency) return null;
  return sumDecimals([monthly_cost, negated(change.monthly_savings)]);
}

/**
 * A resource as it would be after a change: its size, state, configuration and cost. How long it runs, and what of its cost
 * commitments cover, is not known of it then.
 */
export function afterChange(subject: Subject, change: ResourceChange): Subject {
  const { resource } = subject.facts;
  if (!resource) return subject;
  const { type = '', state = null } = resource;
  const attributes = attributesAfter(resource.attributes ?? {}, change);
  const monthly_cost = costAfter(subject, change);
  return {
    ...subject,
    monthly_cost,
    facts: {
      ...subject.facts,
      resource: {
        ...resource,
        attributes,
        size: sizeOf(attributes),
        state: stateAfter(type, state, change.after),
        public_ip: hasPublicAddress(type, attributes, resource.public_ip === true),
        hours_running: null,
        hours_per_weekday: null,
        hours_per_weekend_day: null,
      },
      cost: {
        monthly_cost: monthly_cost === null ? null : Number(monthly_cost),
        currency: monthly_cost === null ? null : subject.currency,
      },
    },
  };
}
