import { describe, expect, it } from 'vitest';
import { channelBodySchema } from '../../core/channels.ts';
import type { Channel } from '../../core/contract.ts';
import { type Route, routeBodySchema } from '../../core/settings.ts';
import * as channels from './channel-form.ts';
import * as deliveries from './delivery-view.ts';
import * as routes from './route-form.ts';
import { minutesText, routeWhatText, routeWhereText } from './route-words.ts';

const FINOPS = '00000000-0000-4000-8000-000000000001';
const ON_CALL = '00000000-0000-4000-8000-000000000002';
const NAMES: Record<string, string> = { [FINOPS]: '#finops', [ON_CALL]: 'on-call' };
const route = (part: object = {}): Route => ({
  id: FINOPS,
  ...routeBodySchema.parse({ name: 'One', channel_ids: [FINOPS], ...part }),
});

describe('a route as a sentence', () => {
  it.each([
    [{}, 'Everything'],
    [
      { events: ['budget_exceeded', 'budget_forecast'], least_severity: 'warning' },
      'Budget exceeded, forecast over budget · from warning',
    ],
    [
      { scope: { services: ['Amazon S3', 'AWS Lambda'], tags: { team: ['web'] } }, owners: ['ada'] },
      'Everything · only Amazon S3 or AWS Lambda, team: web, owned by ada',
    ],
  ])('says what it sends: %o', (part, text) => expect(routeWhatText(route(part))).toBe(text));

  it.each([
    [{}, 'to #finops, at once'],
    [
      { escalation: { after_minutes: 60, channel_ids: [ON_CALL] } },
      'to #finops, at once · escalates to on-call after 60 min',
    ],
    [{ delivery: 'daily' }, 'to #finops, in a daily digest · critical at once'],
    [{ delivery: 'weekly', urgent_from: 'warning' }, 'to #finops, in a weekly digest · warning and above at once'],
    [
      { delivery: 'weekly', urgent_from: null, channel_ids: [FINOPS, ON_CALL] },
      'to #finops, on-call, in a weekly digest',
    ],
  ])('says where and when: %o', (part, text) =>
    expect(routeWhereText(route(part), (id) => NAMES[id] ?? '')).toBe(text),
  );

  it.each([
    [5, '5 min'],
    [60, '60 min'],
    [90, '90 min'],
    [120, '2 h'],
    [1_440, 'a day'],
    [2_880, '2 days'],
  ])('%i minutes are %s', (minutes, text) => expect(minutesText(minutes)).toBe(text));
});

describe('the form of a route', () => {
  it('keeps what it does not change', () => {
    const whole = route({ events: ['anomaly'], scope: { regions: ['eu-west-1'], tags: { team: ['web', 'shop'] } } });
    expect({ id: whole.id, ...routes.bodyOf(routes.formOf(whole)) }).toEqual(whole);
  });

  it('begins with what the server takes once it has a name', () => {
    const form = routes.firstRoute([FINOPS]);
    expect(routeBodySchema.safeParse(routes.bodyOf(form)).success).toBe(false);
    form.body.name = 'One';
    form.body.escalation = routes.firstEscalation([ON_CALL]);
    expect(routeBodySchema.parse(routes.bodyOf(form))).toMatchObject({ least_severity: 'warning' });
  });

  it('leaves out rows of tags that are not whole, and joins those of one key', () => {
    const tags = [
      { key: 'team ', values: ['web'] },
      { key: 'team', values: ['shop', 'web'] },
      { key: '', values: ['x'] },
      { key: 'env', values: [] },
    ];
    expect(routes.bodyOf({ ...routes.firstRoute([FINOPS]), tags }).scope.tags).toEqual({ team: ['web', 'shop'] });
  });
});

describe('the form of a channel', () => {
  it.each([
    [
      { ...channels.emptyForm('slack'), name: 'One', url: ' https://hooks.slack.com/1 ' },
      { url: 'https://hooks.slack.com/1' },
    ],
    [
      { ...channels.emptyForm('email'), name: 'Two', recipients: ['ada@example.com'] },
      { recipients: ['ada@example.com'] },
    ],
  ])('sends what the server takes: %o', (form, part) =>
    expect(channelBodySchema.parse(channels.bodyOf(form))).toMatchObject(part),
  );

  it('keeps the address where none is typed', () => {
    const channel = { kind: 'webhook', name: 'One', enabled: false, recipients: [] as string[] } as Channel;
    expect(channels.bodyOf(channels.formOf(channel))).toEqual({ kind: 'webhook', name: 'One', enabled: false });
  });
});

describe('the address of the delivery log', () => {
  it.each([
    [{ state: null, channel_id: null }, {}],
    [
      { state: 'failed', channel_id: ON_CALL },
      { state: 'failed', channel: ON_CALL },
    ],
  ] satisfies [deliveries.DeliveryView, object][])('says %o', (view, search) => {
    expect(deliveries.searchOfView(view)).toEqual(search);
    expect(deliveries.viewFrom(search)).toEqual(view);
  });

  it('is read as by default where it makes no sense', () => {
    expect(deliveries.viewFrom({ state: 'lost', channel: '1' })).toEqual({ state: null, channel_id: null });
    expect(deliveries.queryOfView({ state: null, channel_id: null })).toEqual({});
  });
});
