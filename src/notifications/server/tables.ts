import type { ColumnType, Generated } from 'kysely';
import type { ChannelKind } from '../core/channels.ts';
import type { CHANNEL_STATES, DELIVERY_REASONS, DELIVERY_STATES } from '../core/contract.ts';
import type { Message, NotificationSeverity } from '../core/message.ts';
import type { RouteBody } from '../core/settings.ts';
import type { FixedLetter } from './deliveries/letter.ts';

/** Written as JSON text, read as what it stands for. */
type Json<Value> = ColumnType<Value, string, string>;

interface OutboxTable {
  id: Generated<number>;
  organization_id: string;
  type: string;
  payload: Json<Record<string, unknown>>;
  created_at: string;
  told_at: string | null;
}
interface ChannelTable {
  id: string;
  organization_id: string;
  kind: ChannelKind;
  name: string;
  enabled: boolean;
  recipients: string[];
  host: string | null;
  secret: Buffer | null;
  state: (typeof CHANNEL_STATES)[number];
  last_error: string | null;
  last_delivered_at: string | null;
  created_by: string;
  created_at: string;
}
interface RouteTable {
  id: string;
  organization_id: string;
  route: Json<RouteBody>;
  created_at: string;
}
interface NotificationTable {
  id: string;
  organization_id: string;
  key: string;
  event: string;
  severity: NotificationSeverity;
  message: Json<Message>;
  count: number;
  first_at: string;
  last_at: string;
  acknowledged_by: string | null;
  acknowledged_at: string | null;
  resolved_at: string | null;
}
interface ReadTable {
  organization_id: string;
  notification_id: string;
  user_id: string;
  read_at: string;
}
interface EscalationTable {
  id: string;
  organization_id: string;
  notification_id: string;
  route_id: string;
  channel_ids: string[];
  due_at: string;
  done_at: string | null;
}
interface DeliveryTable {
  id: string;
  organization_id: string;
  channel_id: string;
  channel_kind: ChannelKind;
  channel_name: string;
  reason: (typeof DELIVERY_REASONS)[number];
  state: (typeof DELIVERY_STATES)[number];
  notification_ids: string[];
  letter: ColumnType<FixedLetter | null, string | null, string | null>;
  attempts: number;
  due_at: string | null;
  leased_until: string | null;
  error: string | null;
  answer_status: number | null;
  created_at: string;
  delivered_at: string | null;
}

declare module '../../platform/server/database.ts' {
  interface Tables {
    outbox: OutboxTable;
    notification_channels: ChannelTable;
    notification_routes: RouteTable;
    notifications: NotificationTable;
    notification_reads: ReadTable;
    notification_escalations: EscalationTable;
    notification_deliveries: DeliveryTable;
  }
}
