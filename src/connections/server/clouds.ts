import type { Config } from '../../platform/server/config.ts';
import type { Cloud } from '../core/cloud-call.ts';
import type { InventoryResource, MetricSeries } from '../core/inventory.ts';
import type { ProviderCaller } from './aws-clients.ts';
import type { Credentials } from './credentials.ts';
import type { AnyProvider, CloudNeeds, Connection } from './provider.ts';
import { createSampleStore } from './sample-changes.ts';
import { CallCounter } from './sync/calls.ts';

/** Ways to connected clouds for carrying out changes. */
export interface Clouds {
  /**
   * Calls with the credentials of a connection; null when it is not there. Throws `NeedsAttentionError`, `ThrottledError`
   * and `ProviderFault` when the cloud does not let them in.
   */
  open(caller: ProviderCaller, provider_id: string, needs: CloudNeeds): Promise<Cloud | null>;
  /** Daily use of resources over the last 30 whole days, read from the cloud now; errors as of `open`. */
  measure(caller: ProviderCaller, provider_id: string, resources: InventoryResource[]): Promise<MetricSeries[]>;
}

/** Makes them. What metrics are charged with is added to the connection's calls of the month. */
export function createClouds(
  config: Config,
  now: () => Date,
  credentials: Credentials,
  providerOf: (type: string) => AnyProvider,
): Clouds {
  async function connect(caller: ProviderCaller, provider_id: string, counter: CallCounter) {
    const opened = await credentials.open(caller, provider_id);
    if (!opened) return null;
    const provider = providerOf(opened.provider_type);
    const connection: Connection<unknown> = {
      credentials: provider.credentials.parse(opened.credentials),
      config,
      external_id: opened.external_id,
      now,
      log: caller.log,
      signal: caller.signal,
      count: (call, charged_usd) => counter.count(call, charged_usd),
      chargedThisMonth: (prefix) => counter.chargedThisMonth({ ...caller, now }, provider_id, prefix),
      sample: createSampleStore(caller, provider_id),
    };
    return { provider, connection };
  }

  return {
    open: async (caller, provider_id, needs) => {
      const connected = await connect(caller, provider_id, new CallCounter());
      return connected && connected.provider.openCloud(connected.connection, needs);
    },
    measure: async (caller, provider_id, resources) => {
      const counter = new CallCounter();
      const connected = await connect(caller, provider_id, counter);
      if (!connected) return [];
      const series: MetricSeries[] = [];
      for await (const batch of connected.provider.collectMetrics(connected.connection, resources))
        series.push(...batch);
      await counter.write({ ...caller, now }, provider_id);
      return series;
    },
  };
}
