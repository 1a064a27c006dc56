import type { Stop } from './settings.ts';

/** The stop that keeps changes of a connection from going on: its own, or that of all connections; null when none does. */
export const stopFor = (stops: readonly Stop[], provider_id: string): Stop | null =>
  stops.find((one) => one.provider_id === null) ?? stops.find((one) => one.provider_id === provider_id) ?? null;

/** What a change waits for that is stopped, a sentence. */
export const stopInWords = ({ provider_id, stopped_by, reason }: Stop): string =>
  `It waits: ${stopped_by} has stopped ${provider_id === null ? 'all changes' : 'changes of this connection'} (${reason}).`;
