import type { Route, RouteBody } from '../../core/settings.ts';

/** A tag and the values it may have, as a row of the form. */
export interface TagRow {
  key: string;
  values: string[];
}

/** A route as it is edited: tags are rows, since a key is typed letter by letter. */
export interface RouteForm {
  body: Omit<RouteBody, 'scope'> & { scope: Omit<RouteBody['scope'], 'tags'> };
  tags: TagRow[];
}

const ESCALATION_MINUTES = 60;

export const firstRoute = (channel_ids: string[]): RouteForm => ({
  body: {
    name: '',
    enabled: true,
    events: [],
    least_severity: 'warning',
    scope: { providers: [], accounts: [], services: [], regions: [] },
    owners: [],
    channel_ids,
    delivery: 'immediate',
    urgent_from: 'critical',
    escalation: null,
  },
  tags: [],
});

export function formOf(route: Route): RouteForm {
  const { id: _, scope, ...rest } = route;
  const { tags, ...dimensions } = scope;
  return {
    body: { ...rest, scope: dimensions },
    tags: Object.entries(tags).map(([key, values]) => ({ key, values })),
  };
}

/** What is sent of a form; rows without a key or a value are none, rows of one key are one. */
export function bodyOf({ body, tags }: RouteForm): RouteBody {
  const wanted: Record<string, string[]> = {};
  for (const { key, values } of tags) {
    const name = key.trim();
    if (name !== '' && values.length > 0) wanted[name] = [...new Set([...(wanted[name] ?? []), ...values])];
  }
  return { ...body, scope: { ...body.scope, tags: wanted } };
}

/** Whom to tell when nobody acknowledges, to begin with. */
export const firstEscalation = (channel_ids: string[]): NonNullable<RouteBody['escalation']> => ({
  after_minutes: ESCALATION_MINUTES,
  channel_ids,
});
