import { Readable } from 'node:stream';
import type { Context, Handlers } from '../../../platform/server/context.ts';
import { scriptOf } from '../../core/code/script/index.ts';
import { bulkFiles } from '../../core/code/terraform/bulk.ts';
import { terraformOf } from '../../core/code/terraform/index.ts';
import type { Code, CodeRequest } from '../../core/code/types.ts';
import type { recommendationsContract } from '../../core/contract.ts';
import { pipelineOf } from '../code/pipeline.ts';
import { zipOf } from '../code/zip.ts';
import { readCodeRequest, readCodeRequests } from './code-requests.ts';

/** Code that makes the change of recommendations. */
export const codeHandlers = () => {
  const answers =
    (codeOf: (request: CodeRequest) => Code) =>
    async (context: Context, { params: { id } }: { params: { id: string } }) =>
      codeOf(await context.transaction((tx) => readCodeRequest(tx, id)));
  return {
    getTerraform: answers(terraformOf),
    getScript: answers(scriptOf),
    getPipeline: answers(pipelineOf),
    exportTerraform: async (context, { body: { ids } }) => {
      const { requests, without_code } = await context.transaction((tx) => readCodeRequests(tx, ids));
      return {
        file_name: `finopsmind terraform ${context.now.toISOString().slice(0, 10)}.zip`,
        content_type: 'application/zip',
        stream: Readable.from([Buffer.from(zipOf('finopsmind-terraform', bulkFiles(requests, without_code)))]),
      };
    },
  } satisfies Partial<Handlers<typeof recommendationsContract>>;
};
