import { Document } from 'yaml';
import { commentLine } from '../../core/code/hcl.ts';
import { pipelinesOf } from '../../core/code/pipeline/index.ts';
import type { PipelineDocument } from '../../core/code/pipeline/steps.ts';
import type { Code, CodeFile, CodeRequest } from '../../core/code/types.ts';

function yamlFile({ path, comments, content }: PipelineDocument): CodeFile {
  // The same parts are written out each time: neither platform likes anchors that nobody wrote.
  const text = new Document(content, { aliasDuplicateObjects: false }).toString({ lineWidth: 0 });
  return { path, language: 'yaml', content: [...comments.map(commentLine), text].join('\n') };
}

/** The change of one recommendation as pipelines of GitHub Actions and GitLab CI, with the Terraform that they run. */
export function pipelineOf(request: CodeRequest): Code {
  const { documents, terraform, notes } = pipelinesOf(request);
  return { files: [...documents.map(yamlFile), ...terraform], notes };
}
