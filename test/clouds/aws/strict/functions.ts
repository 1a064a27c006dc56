import type { DoubleAnswer } from '../../serve.ts';
import type { StrictCall } from './call.ts';
import { errorOf } from './errors.ts';
import { type StrictService, type StrictWorld, withText } from './world.ts';

const nameIn = ({ path }: StrictCall): string =>
  decodeURIComponent(/\/functions\/([^/?]+)/.exec(path)?.[1] ?? '')
    .split(':')
    .at(-1)!;

/** Functions as Lambda has them: an update takes time, and no other begins meanwhile. */
export function strictFunctions(world: StrictWorld): StrictService {
  const { countdowns } = world;
  const keyOf = (call: StrictCall): string => `function ${call.region} ${nameIn(call)}`;

  const shown = (call: StrictCall, configuration: object): object =>
    countdowns.look(keyOf(call))
      ? { ...configuration, LastUpdateStatus: 'InProgress', LastUpdateStatusReasonCode: 'Creating' }
      : configuration;

  /** Moto has no GetFunctionConfiguration. */
  async function configurationOf(call: StrictCall): Promise<DoubleAnswer> {
    const sdk = await import('@aws-sdk/client-lambda');
    try {
      const { Configuration = {} } = await world.account
        .client(sdk.LambdaClient, call.region)
        .send(new sdk.GetFunctionCommand({ FunctionName: nameIn(call) }));
      const headers = { 'content-type': 'application/json' };
      return { status: 200, headers, body: JSON.stringify(shown(call, Configuration)) };
    } catch (error) {
      const { name, message } = error as Error;
      return errorOf(call, name === 'ResourceNotFoundException' ? 404 : 500, name, message);
    }
  }

  return {
    before: (call) => {
      if (call.operation === 'GetFunctionConfiguration') return configurationOf(call);
      if (call.operation !== 'UpdateFunctionConfiguration' || !countdowns.isUnderWay(keyOf(call))) return undefined;
      const message = `The operation cannot be performed at this time. An update is in progress for resource: ${nameIn(call)}`;
      return errorOf(call, 409, 'ResourceConflictException', message);
    },
    after: (call, answer) => {
      if (call.operation !== 'UpdateFunctionConfiguration' && call.operation !== 'GetFunction') return answer;
      const body = JSON.parse(answer.body.toString()) as Record<string, object>;
      if (call.operation === 'GetFunction')
        return withText(answer, JSON.stringify({ ...body, Configuration: shown(call, body.Configuration!) }));
      countdowns.begin(keyOf(call), world.looks);
      return withText(answer, JSON.stringify({ ...body, LastUpdateStatus: 'InProgress' }));
    },
  };
}
