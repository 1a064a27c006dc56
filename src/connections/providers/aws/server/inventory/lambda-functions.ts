import { functionResource, LAMBDA_FUNCTIONS } from '../../core/inventory/lambda-functions.ts';
import { eachOf, type ResourceCollector, unless } from './collector.ts';

/** As many as AWS answers in one page. */
const PAGE = 50;
const GONE = ['ResourceNotFoundException'];

/** Functions, with their tags, which AWS tells of one function at a time. */
export const lambdaFunctions: ResourceCollector = {
  ...LAMBDA_FUNCTIONS,
  async *collect(visit) {
    const { LambdaClient, ListTagsCommand, paginateListFunctions } = await import('@aws-sdk/client-lambda');
    const client = visit.client(LambdaClient);
    const readTags = (Resource: string | undefined) =>
      visit.ask('lambda:ListTags', (options) => client.send(new ListTagsCommand({ Resource }), options));
    const pages = paginateListFunctions({ client, pageSize: PAGE }, {}, visit.options);
    for await (const { Functions = [] } of visit.pages('lambda:ListFunctions', pages)) {
      const found = await eachOf(Functions, async (one) => {
        const answer = await unless(GONE, null, readTags(one.FunctionArn));
        return answer ? [functionResource(visit.place, one, answer.Tags)] : [];
      });
      yield found.flat();
    }
  },
};
