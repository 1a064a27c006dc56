import { z } from 'zod';
import { endpoint } from '../../platform/core/endpoint.ts';

const tag = 'Sample company';

export const connectionsContract = {
  loadSampleData: endpoint({
    method: 'POST',
    path: '/sample-data',
    access: 'member',
    tag,
    summary: 'Load the sample company; answers with the import that brings it',
    answer: z.object({ id: z.uuid(), status: z.enum(['queued', 'running', 'succeeded', 'failed']) }),
    status: 202,
  }),
  removeSampleData: endpoint({
    method: 'DELETE',
    path: '/sample-data',
    access: 'member',
    tag,
    summary: 'Remove the sample company and its costs',
    answer: z.object({ removed_rows: z.number().int() }),
    status: 202,
  }),
};
