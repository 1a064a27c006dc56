import { describe, expect, it } from 'vitest';
import { firstShown, titlesOf } from './code-titles.ts';

const CHANGE = 'delete-volume-vol-1.tf';
const TERRAFORM = ['versions.tf', 'providers.tf', CHANGE, `delete/${CHANGE}`];
const PIPELINE = ['.github/workflows/finopsmind-vol-1.yml', '.gitlab-ci.yml', `finopsmind/vol-1/${CHANGE}`];
const filesOf = (paths: string[], language: 'hcl' | 'yaml' | 'bash') =>
  paths.map((path) => ({ path, content: '', language }));

describe('files of code', () => {
  it('tells files of the same name apart', () =>
    expect(titlesOf(TERRAFORM)).toEqual(['versions.tf', 'providers.tf', CHANGE, `delete/${CHANGE}`]));

  it('names pipelines by their platform', () =>
    expect(titlesOf(PIPELINE)).toEqual(['GitHub Actions', 'GitLab CI', CHANGE]));

  it.each([
    ['the first step of Terraform', filesOf(TERRAFORM, 'hcl'), 'hcl', CHANGE],
    ['the first pipeline', filesOf(PIPELINE.slice(0, 2), 'yaml'), 'yaml', PIPELINE[0]],
    ['a script', filesOf(['stop.sh'], 'bash'), 'bash', 'stop.sh'],
    ['what is there, where nothing is of the language', filesOf(['README.md'], 'bash'), 'hcl', 'README.md'],
    ['nothing, where there is none', [], 'hcl', undefined],
  ] as const)('shows %s first', (_, files, language, path) => expect(firstShown(files, language)?.path).toBe(path));
});
