import { tagsOf } from '../../core/inventory/common.ts';
import { functionResource, LAMBDA_FUNCTIONS } from '../../core/inventory/lambda-functions.ts';
import type { ResourceCollector } from './collector.ts';
import { tagsByArn } from './tags.ts';

/** As many as AWS answers in one page. */
const PAGE = 50;

/** Functions, with their tags. */
export const lambdaFunctions: ResourceCollector = {
  ...LAMBDA_FUNCTIONS,
  async *collect(visit) {
    const { LambdaClient, paginateListFunctions } = await import('@aws-sdk/client-lambda');
    const pages = paginateListFunctions({ client: visit.client(LambdaClient), pageSize: PAGE }, {}, visit.options);
    for await (const { Functions = [] } of visit.pages('lambda:ListFunctions', pages)) {
      const tags = await tagsByArn(
        visit,
        Functions.flatMap(({ FunctionArn }) => FunctionArn ?? []),
      );
      yield Functions.map((one) => functionResource(visit.place, one, tagsOf(tags.get(one.FunctionArn ?? ''))));
    }
  },
};
