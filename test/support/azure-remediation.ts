import type { Cloud, CloudCall } from '../../src/connections/core/cloud-call.ts';
import { openAzureCloud } from '../../src/connections/providers/azure/server/cloud.ts';
import type { Answers, AnyAction, Inspection, Kept, Subject } from '../../src/remediation/core/action.ts';
import { actionOf } from '../../src/remediation/core/actions/index.ts';
import { connectTo } from '../clouds/azure/connection.ts';
import { openManager, SUBSCRIPTION } from '../clouds/azure/remediation/bodies.ts';
import type { AzureManagerDouble, Fault } from '../clouds/azure/remediation/double.ts';
import { carryOut, look, runSteps, type StepsRun, undo } from './action-runner.ts';
import { type AzureCase, reset } from './remediation-worlds/azure.ts';

export const REMEDIATION = '99999999-9999-4999-8999-999999999999';

/** The action of a case, and what it is about. */
export function subjectOf({ change, resource_id }: AzureCase): { action: AnyAction; subject: Subject } {
  const action = actionOf(change.action);
  if (!action) throw new Error(`Nothing carries out ${change.action}.`);
  const subject = {
    remediation_id: REMEDIATION,
    parameters: change.parameters,
    resource_id,
    resource_name: null,
    account_id: SUBSCRIPTION,
    region: 'westeurope',
  } as Subject;
  return { action, subject };
}

export const isChange = ({ method }: { method: string }): boolean => method !== 'GET';

/** Faults at the one call that changes something and has this number, from 0. */
export function atChange(number: number, fault: Omit<Fault, 'on'>): Fault {
  let seen = -1;
  return {
    ...fault,
    on: (call) => {
      if (isChange(call)) seen += 1;
      return isChange(call) && seen === number;
    },
  };
}

/** The process ended. */
export class Interrupted extends Error {}

/** A cloud after whose nth changing call (from 0), or before it is sent, the process ends. */
export function endingAt(cloud: Cloud, number: number, phase: 'before' | 'after'): Cloud {
  let seen = 0;
  const call = async (one: CloudCall) => {
    if (one.cloud !== 'azure' || !isChange(one) || seen++ !== number) return cloud.call(one);
    if (phase === 'after') await cloud.call(one);
    throw new Interrupted();
  };
  return { ...cloud, call };
}

/** The double with the real client, and ways to carry changes out on it. */
export class AzureRemediation {
  readonly double: AzureManagerDouble;
  readonly cloud: Cloud;

  private constructor(double: AzureManagerDouble, cloud: Cloud) {
    this.double = double;
    this.cloud = cloud;
  }

  static async open(): Promise<AzureRemediation> {
    const double = await openManager();
    const connection = connectTo(double.url, {}, { now: '2026-11-20T10:00:00Z' });
    // Nobody waits: what Azure asks to wait for is over at once.
    const cloud = await openAzureCloud(connection, { permissions: [], patience: 'background' }, async () => undefined);
    return new AzureRemediation(double, cloud);
  }

  reset(): void {
    reset(this.double);
  }

  /** Calls that changed something, as `METHOD type/verb`, in order. */
  changes(): string[] {
    return this.double.calls.filter(isChange).map(({ method, path }) => {
      const [type, , verb] = path.split('?')[0]!.split('/').slice(7);
      return [method, type!.toLowerCase(), verb].filter((part) => part !== undefined).join(' ');
    });
  }

  async inspect(one: AzureCase): Promise<Inspection> {
    const { action, subject } = subjectOf(one);
    return (await look(this.cloud, action, subject)).inspection;
  }

  /** What is there before a change. */
  async read(one: AzureCase): Promise<Answers> {
    const { action, subject } = subjectOf(one);
    return (await look(this.cloud, action, subject)).answers;
  }

  carryOut(one: AzureCase): Promise<{ before: Answers; execute: StepsRun; verify: StepsRun | null }> {
    const { action, subject } = subjectOf(one);
    return carryOut(this.cloud, action, subject);
  }

  undo(one: AzureCase, before: Answers, kept: Kept = {}): Promise<StepsRun> {
    const { action, subject } = subjectOf(one);
    return undo(this.cloud, action, subject, before, kept);
  }

  /** One phase of a change on a cloud, from its first step on. */
  run(cloud: Cloud, one: AzureCase, before: Answers, phase: 'steps' | 'verification' | 'undo'): Promise<StepsRun> {
    const { action, subject } = subjectOf(one);
    return runSteps(cloud, (kept) => action[phase](subject, before, kept));
  }

  close(): Promise<void> {
    return this.double.close();
  }
}
