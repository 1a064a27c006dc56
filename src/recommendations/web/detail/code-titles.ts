import type { Code } from '../../core/contract.ts';

type CodeFile = Code['files'][number];

/** The name of a file without its folders. */
export const nameOf = (path: string): string => path.split('/').at(-1) ?? path;

const platformOf = (path: string): string | null => {
  if (path.startsWith('.github/workflows/')) return 'GitHub Actions';
  return path === '.gitlab-ci.yml' ? 'GitLab CI' : null;
};

/** What the tabs of files are called: the platform of a pipeline, else the name, with its folder where it comes again. */
export function titlesOf(paths: readonly string[]): string[] {
  const names = paths.map(nameOf);
  return paths.map((path, index) => {
    const is_again = names.indexOf(nameOf(path)) < index;
    return platformOf(path) ?? (is_again ? path.split('/').slice(-2).join('/') : nameOf(path));
  });
}

/**
 * The file that is looked at first: of Terraform the change itself, which follows what all changes have in common, but
 * not the second step, which is in a folder; else the first of the language. Undefined when there is no file.
 */
export function firstShown(files: readonly CodeFile[], language: CodeFile['language']): CodeFile | undefined {
  const fits = files.filter((file) => file.language === language);
  const change = language === 'hcl' ? fits.findLast(({ path }) => !path.includes('/')) : fits[0];
  return change ?? fits[0] ?? files[0];
}
