import { Readable } from 'node:stream';
import type { Context, Handlers } from '../../../platform/server/context.ts';
import { scriptOf } from '../../core/code/script/index.ts';
import { bulkFiles } from '../../core/code/terraform/bulk.ts';
import { terraformOf } from '../../core/code/terraform/index.ts';
import type { Code, CodeRequest } from '../../core/code/types.ts';
import type { recommendationsContract } from '../../core/contract.ts';
import { type CodeGuard, checkCode } from '../code/guard.ts';
import { pipelineOf } from '../code/pipeline.ts';
import { zipOf } from '../code/zip.ts';
import { readCodeRequest, readCodeRequests } from './code-requests.ts';

/** Code that makes the change of recommendations. */
export const codeHandlers = (guard: CodeGuard) => {
  const answers =
    (codeOf: (request: CodeRequest) => Code) =>
    async (context: Context, { params: { id } }: { params: { id: string } }) => {
      const request = await context.transaction((tx) => readCodeRequest(tx, id));
      await checkCode(context, guard, [id], () => 'params.id');
      return codeOf(request);
    };
  return {
    getTerraform: answers(terraformOf),
    getScript: answers(scriptOf),
    getPipeline: answers(pipelineOf),
    exportTerraform: async (context, { body: { ids } }) => {
      const { requests, without_code } = await context.transaction((tx) => readCodeRequests(tx, ids));
      await checkCode(context, guard, ids, (place) => `body.ids.${place}`);
      return {
        file_name: `finopsmind terraform ${context.now.toISOString().slice(0, 10)}.zip`,
        content_type: 'application/zip',
        stream: Readable.from([Buffer.from(zipOf('finopsmind-terraform', bulkFiles(requests, without_code)))]),
      };
    },
  } satisfies Partial<Handlers<typeof recommendationsContract>>;
};
