import type { ComputeOptimizerClient, GetEnrollmentStatusCommandOutput } from '@aws-sdk/client-compute-optimizer';
import type { Advice } from '../../../../core/inventory.ts';
import { ThrottledError } from '../../../../server/provider.ts';
import * as advise from '../../core/advice/compute-optimizer.ts';
import { REGIONS_PERMISSION } from '../../core/inventory/index.ts';
import { explained } from '../errors.ts';
import { inOrder } from '../metrics/in-order.ts';
import { enabledRegions } from './regions.ts';
import { type AdvicePage, problemOf, type Reading, readPages } from './source.ts';

const { COMPUTE_OPTIMIZER } = advise;
/** Enrolment is the account's, so any region tells it. */
export const ENROLMENT_REGION = 'us-east-1';
const PAGE = 1_000;
const IDLE_PAGE = 100;
const REGIONS_AT_ONCE = 4;

type Read = (
  client: ComputeOptimizerClient,
  nextToken: string | undefined,
) => Promise<{ items: Advice[]; next: string | undefined }>;

/** Each kind of recommendation, by the operation that is also the name of its permission. */
async function readers(): Promise<Record<string, Read>> {
  const sdk = await import('@aws-sdk/client-compute-optimizer');
  const maxResults = PAGE;
  return {
    GetEC2InstanceRecommendations: async (client, nextToken) => {
      const page = await client.send(new sdk.GetEC2InstanceRecommendationsCommand({ nextToken, maxResults }));
      return { items: (page.instanceRecommendations ?? []).flatMap(advise.ofInstance), next: page.nextToken };
    },
    GetEBSVolumeRecommendations: async (client, nextToken) => {
      const page = await client.send(new sdk.GetEBSVolumeRecommendationsCommand({ nextToken, maxResults }));
      return { items: (page.volumeRecommendations ?? []).flatMap(advise.ofVolume), next: page.nextToken };
    },
    GetAutoScalingGroupRecommendations: async (client, nextToken) => {
      const page = await client.send(new sdk.GetAutoScalingGroupRecommendationsCommand({ nextToken, maxResults }));
      return { items: (page.autoScalingGroupRecommendations ?? []).flatMap(advise.ofGroup), next: page.nextToken };
    },
    GetLambdaFunctionRecommendations: async (client, nextToken) => {
      const page = await client.send(new sdk.GetLambdaFunctionRecommendationsCommand({ nextToken, maxResults }));
      return { items: (page.lambdaFunctionRecommendations ?? []).flatMap(advise.ofFunction), next: page.nextToken };
    },
    GetECSServiceRecommendations: async (client, nextToken) => {
      const page = await client.send(new sdk.GetECSServiceRecommendationsCommand({ nextToken, maxResults }));
      return { items: (page.ecsServiceRecommendations ?? []).flatMap(advise.ofService), next: page.nextToken };
    },
    GetRDSDatabaseRecommendations: async (client, nextToken) => {
      const page = await client.send(new sdk.GetRDSDatabaseRecommendationsCommand({ nextToken, maxResults }));
      return { items: (page.rdsDBRecommendations ?? []).flatMap(advise.ofDatabase), next: page.nextToken };
    },
    GetIdleRecommendations: async (client, nextToken) => {
      const page = await client.send(new sdk.GetIdleRecommendationsCommand({ nextToken, maxResults: IDLE_PAGE }));
      return { items: (page.idleRecommendations ?? []).flatMap(advise.ofIdle), next: page.nextToken };
    },
  };
}

/** Why there are no recommendations yet, and what to do; null when the account is enrolled. */
export function enrolmentProblem({
  status,
  statusReason,
}: Pick<GetEnrollmentStatusCommandOutput, 'status' | 'statusReason'>): string | null {
  if (status === 'Active') return null;
  if (status === 'Pending')
    return 'AWS Compute Optimizer is being switched on: its first recommendations come within 24 hours.';
  if (status === 'Failed')
    return `AWS Compute Optimizer could not be switched on: ${statusReason ?? 'AWS says no reason'}.`;
  return 'This account is not enrolled in AWS Compute Optimizer. Switch it on in its console; it is free of charge.';
}

/** A regional service that a region does not have has no address there; STS and EC2 were just reached. */
const isNotInRegion = (error: unknown): boolean => (error as { code?: string }).code === 'ENOTFOUND';

/** What was read in one region, and what could not be. */
interface RegionAdvice {
  advice: Advice[];
  failed: { operation: string; error: unknown }[];
}

/** Whether other questions to the region may fare better: AWS has answered this one, and does not ask to wait. */
const mayFareBetter = (error: unknown, { connection }: Reading): boolean =>
  (error as { $fault?: string }).$fault === 'client' &&
  !(explained(error, '', connection.now()) instanceof ThrottledError);

/** Reads kind after kind, so that a region without the service, or in trouble, is tried, and waited for, once. */
async function readRegion(
  reading: Reading,
  client: ComputeOptimizerClient,
  reads: Record<string, Read>,
): Promise<RegionAdvice> {
  const found: RegionAdvice = { advice: [], failed: [] };
  for (const [operation, read] of Object.entries(reads))
    try {
      found.advice.push(...(await readPages((token) => read(client, token))));
    } catch (error) {
      if (isNotInRegion(error)) return found;
      found.failed.push({ operation, error });
      if (!mayFareBetter(error, reading)) return found;
    }
  return found;
}

/** Problems, each once, with the regions that have it where others have not. */
class Problems {
  readonly #regions = new Map<string, Set<string>>();

  add(problem: string, region: string): void {
    this.#regions.set(problem, (this.#regions.get(problem) ?? new Set()).add(region));
  }

  /** In words; null when there are none. `all` is how many regions were asked. */
  inWords(all: number): string | null {
    const told = [...this.#regions].map(([problem, regions]) =>
      regions.size === all ? problem : `In ${[...regions].join(', ')}: ${problem}`,
    );
    return told.length === 0 ? null : told.join(' ');
  }
}

/** Where there is something to ask for, or why there is not. */
async function enrolledRegions(reading: Reading, client: ComputeOptimizerClient): Promise<string[] | string> {
  const { GetEnrollmentStatusCommand } = await import('@aws-sdk/client-compute-optimizer');
  let permission = 'compute-optimizer:GetEnrollmentStatus';
  try {
    const problem = enrolmentProblem(await client.send(new GetEnrollmentStatusCommand({})));
    permission = REGIONS_PERMISSION;
    return problem ?? (await enabledRegions(reading.session));
  } catch (error) {
    return problemOf(error, permission, reading);
  }
}

/** What Compute Optimizer advises, region by region. */
export async function* adviceFromComputeOptimizer(reading: Reading): AsyncGenerator<AdvicePage> {
  const { ComputeOptimizerClient } = await import('@aws-sdk/client-compute-optimizer');
  const clientIn = (region: string): ComputeOptimizerClient => reading.session.client(ComputeOptimizerClient, region);
  const regions = await enrolledRegions(reading, clientIn(ENROLMENT_REGION));
  if (typeof regions === 'string') {
    yield { source: COMPUTE_OPTIMIZER, advice: [], problem: regions };
    return;
  }
  const problems = new Problems();
  const reads = await readers();
  const work = (region: string): Promise<RegionAdvice> => readRegion(reading, clientIn(region), reads);
  for await (const { item: region, outcome } of inOrder(regions, REGIONS_AT_ONCE, work)) {
    if ('error' in outcome) throw outcome.error;
    const { advice, failed } = outcome.result;
    yield { source: COMPUTE_OPTIMIZER, advice, problem: null };
    for (const { operation, error } of failed)
      problems.add(problemOf(error, `compute-optimizer:${operation}`, reading), region);
  }
  const problem = problems.inWords(regions.length);
  if (problem !== null) yield { source: COMPUTE_OPTIMIZER, advice: [], problem };
}
