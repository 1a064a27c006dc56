import type { ChannelKind } from '../core/channels.ts';
import type { CHANNEL_STATES, DELIVERY_REASONS, DELIVERY_STATES, Notification } from '../core/contract.ts';
import type { Message, NotificationEvent, NotificationSeverity } from '../core/message.ts';

type Tone = 'none' | 'accent' | 'good' | 'warn' | 'bad';

/** What each kind of event is called. */
export const EVENT_WORDS: Record<NotificationEvent, string> = {
  anomaly: 'Anomaly',
  budget_warning: 'Budget warning',
  budget_exceeded: 'Budget exceeded',
  budget_forecast: 'Forecast over budget',
  recommendation: 'Large recommendation',
  remediation_approval: 'Change needs approval',
  remediation_done: 'Change done',
  remediation_failed: 'Change failed',
  policy_violation: 'Policy violation',
  commitment_expiring: 'Commitment expiring',
  connection_failing: 'Connection failing',
  weekly_digest: 'Weekly summary',
};

/** What a notification is about, in a word or two. */
export const eventWord = (event: Message['event']): string => (event === 'test' ? 'Test' : EVENT_WORDS[event]);

/** What the link to the page behind a notification says. */
export const LINK_WORDS: Record<Message['event'], string> = {
  anomaly: 'See the anomaly',
  budget_warning: 'See the budget',
  budget_exceeded: 'See the budget',
  budget_forecast: 'See the budget',
  recommendation: 'See the recommendation',
  remediation_approval: 'See the change',
  remediation_done: 'See the change',
  remediation_failed: 'See the change',
  policy_violation: 'See the violation',
  commitment_expiring: 'See the recommendation',
  connection_failing: 'See the connection',
  weekly_digest: 'See the costs',
  test: 'See the settings',
};

export const SEVERITY_WORDS: Record<NotificationSeverity, { word: string; tone: Tone }> = {
  info: { word: 'Info', tone: 'none' },
  warning: { word: 'Warning', tone: 'warn' },
  critical: { word: 'Critical', tone: 'bad' },
};

export const KIND_WORDS: Record<ChannelKind, string> = {
  slack: 'Slack',
  teams: 'Microsoft Teams',
  email: 'E-mail',
  webhook: 'Webhook',
};

/** What the state of a channel is called, and how its badge looks: colour only for what it means. */
export const CHANNEL_WORDS: Record<(typeof CHANNEL_STATES)[number], { word: string; tone: Tone }> = {
  untested: { word: 'Not tested yet', tone: 'none' },
  ok: { word: 'Works', tone: 'good' },
  failing: { word: 'Failing', tone: 'bad' },
  gone: { word: 'Gone', tone: 'bad' },
};

export const DELIVERY_WORDS: Record<(typeof DELIVERY_STATES)[number], { word: string; tone: Tone }> = {
  waiting: { word: 'Waiting', tone: 'none' },
  sending: { word: 'Being sent', tone: 'accent' },
  delivered: { word: 'Delivered', tone: 'good' },
  failed: { word: 'Failed', tone: 'bad' },
};

export const REASON_WORDS: Record<(typeof DELIVERY_REASONS)[number], string> = {
  immediate: 'At once',
  digest: 'Digest',
  escalation: 'Escalation',
  resolved: 'It is over',
  test: 'Test',
};

/** Events that tell what was, and ask nothing of anybody. */
const FOR_INFORMATION: ReadonlySet<Message['event']> = new Set(['remediation_done', 'weekly_digest', 'test']);

/** True while somebody should say that they take care of it. */
export const isOpen = ({ event, acknowledged_at, resolved_at }: Notification): boolean =>
  acknowledged_at === null && resolved_at === null && !FOR_INFORMATION.has(event);

/** True when what it tells of was going on, and is no more. */
export const isOver = ({ event, resolved_at }: Notification): boolean =>
  resolved_at !== null && !FOR_INFORMATION.has(event);

/** How a notification stands, where that is more than open. */
export function standingText(notification: Notification): string | null {
  const { acknowledged_by, acknowledged_at } = notification;
  if (isOver(notification)) return 'Over';
  if (acknowledged_at === null) return null;
  return acknowledged_by === null ? 'Acknowledged' : `Acknowledged by ${acknowledged_by}`;
}
