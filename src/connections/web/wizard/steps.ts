import { type Search, valuesOf } from '../../../platform/web/search.ts';
import { type Way, wayOf } from './ways.ts';

/** The steps of connecting a cloud, in order. */
export const STEPS = [
  { id: 'cloud', title: 'Cloud' },
  { id: 'prepare', title: 'Prepare' },
  { id: 'credentials', title: 'Credentials' },
  { id: 'save', title: 'Save' },
  { id: 'sync', title: 'First sync' },
] as const;
export type StepId = (typeof STEPS)[number]['id'];

/** Where the wizard is. All of it stands in the address, and nothing secret does. */
export interface Place {
  step: StepId;
  way: Way | undefined;
  /** The connection that was saved, and its first run. */
  provider_id: string | undefined;
  run_id: string | undefined;
}

const first = (search: Search, name: string): string | undefined => valuesOf(search, name)[0];

/**
 * Reads the place from an address. Steps whose ground is missing lead back to the last one that can be shown:
 * credentials are kept in memory alone, so that saving is out of reach after a reload (`can_save`).
 */
export function placeFrom(search: Search, can_save: boolean): Place {
  const way = wayOf(first(search, 'cloud'), first(search, 'way'));
  const provider_id = first(search, 'id');
  const wanted = STEPS.find(({ id }) => id === first(search, 'step'))?.id ?? 'cloud';
  const place = { way, provider_id, run_id: first(search, 'run') };
  if (wanted === 'sync' && provider_id !== undefined) return { ...place, step: 'sync' };
  if (way === undefined || wanted === 'sync') return { ...place, step: 'cloud' };
  return { ...place, step: wanted === 'save' && !can_save ? 'credentials' : wanted };
}

/** The address of a step on a way. */
export const searchOfStep = (step: StepId, way: Way | undefined): Search => ({
  ...(way ? { cloud: way.cloud, way: way.id } : {}),
  ...(step === 'cloud' ? {} : { step }),
});
