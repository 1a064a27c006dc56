import { asAwsDenies, type MotoAccount, passOn, regionsAnswer } from '../../../support/moto.ts';
import { type DoubleAnswer, type ServedDouble, serveDouble } from '../../serve.ts';
import { strictAddresses } from './addresses.ts';
import { type StrictCall, strictCallOf } from './call.ts';
import { type Failure, failed } from './errors.ts';
import { strictFunctions } from './functions.ts';
import { strictImages } from './images.ts';
import { strictInstances } from './instances.ts';
import { strictRds } from './rds.ts';
import { strictS3 } from './s3.ts';
import { strictSnapshots } from './snapshots.ts';
import { strictTargetHealth } from './target-health.ts';
import { strictTokens } from './tokens.ts';
import { strictVolumes } from './volumes.ts';
import { Countdowns, type StrictService, type StrictWorld } from './world.ts';

/** Moto for one account, as strict as AWS. */
export interface StrictAws extends ServedDouble, StrictWorld {
  /** All calls, oldest first; those that failed before they were passed on are there, too. */
  calls: StrictCall[];
  /** The next calls of `operation` fail so: `times` of them (1), after `skip` others (0). */
  fail(operation: string, failure: Failure, options?: { times?: number; skip?: number }): void;
  /** Called before a call is looked at, and before it is answered: the caller waits for it. */
  onCall: (call: StrictCall, phase: 'before' | 'after') => void | Promise<void>;
  /** Forgets calls, failures, the hook and everything told; what is under way goes on. */
  relent(): void;
}

interface Told {
  operation: string;
  failure: Failure;
  times: number;
  skip: number;
}

function nextFailure(told: Told[], { operation }: StrictCall): Failure | null {
  const found = told.find((one) => one.operation === operation && one.times > 0);
  if (!found) return null;
  if (found.skip > 0) {
    found.skip -= 1;
    return null;
  }
  found.times -= 1;
  return found.failure;
}

const comesAfter = (failure: Failure | null): boolean => failure !== null && 'after' in failure && failure.after;

async function answerOf(
  services: StrictService[],
  call: StrictCall,
  pass: () => Promise<DoubleAnswer>,
): Promise<DoubleAnswer> {
  for (const service of services) {
    const own = await service.before?.(call);
    if (own) return own;
  }
  let answer = asAwsDenies(call, await pass());
  if (answer.status === 500) for (const service of services) answer = (await service.lacking?.(call)) ?? answer;
  if (answer.status >= 400) return answer;
  // Innermost first: what was asked last before Moto sees its answer first.
  for (const service of services.toReversed()) answer = (await service.after?.(call, answer)) ?? answer;
  return answer;
}

/**
 * Starts AWS for the calls that changes are made of: Moto, and what it leaves out. Resources may be made past it, with
 * the account's own clients. Only the account given is looked into; `regions` are all that it tells of, where given.
 */
export async function startStrictAws({
  account,
  regions,
  looks = 1,
}: {
  account: MotoAccount;
  regions?: string[];
  looks?: number;
}): Promise<StrictAws> {
  const told: Told[] = [];
  const untold = () => ({
    looks,
    without_capacity: new Set<string>(),
    impaired: new Set<string>(),
    unhealthy: new Set<string>(),
    out_of_service: new Set<string>(),
    snapshots_fail: false,
    onCall: () => {},
  });
  const world: Omit<StrictAws, keyof ServedDouble> = {
    account,
    calls: [],
    countdowns: new Countdowns(),
    ...untold(),
    fail: (operation, failure, { times = 1, skip = 0 } = {}) => {
      told.push({ operation, failure, times, skip });
    },
    relent: () => {
      told.length = 0;
      world.calls.length = 0;
      Object.assign(world, untold());
    },
  };
  const makers = [
    strictTokens,
    strictInstances,
    strictTargetHealth,
    strictVolumes,
    strictSnapshots,
    strictImages,
    strictAddresses,
    strictRds,
    strictFunctions,
    strictS3,
  ];
  const services = makers.map((make) => make(world));
  const served = await serveDouble(async (request, body) => {
    const call = strictCallOf(request, body);
    world.calls.push(call);
    await world.onCall(call, 'before');
    const failure = nextFailure(told, call);
    if (failure && !comesAfter(failure)) return failed(call, failure);
    if (regions && call.operation === 'DescribeRegions') return regionsAnswer(regions);
    const answer = await answerOf(services, call, () => passOn(request, body));
    await world.onCall(call, 'after');
    return failure ? failed(call, failure) : answer;
  });
  return Object.assign(world, served);
}
