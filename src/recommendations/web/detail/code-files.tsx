import { Tabs } from '@mantine/core';
import { TextFile } from '../../../platform/web/ui/text-file.tsx';
import type { Code } from '../../core/contract.ts';
import { nameOf, titlesOf } from './code-titles.ts';

/** Files of code to copy or download, a tab each; `shown` is the path of the one that is shown first. */
export function CodeFiles({ files, shown }: Pick<Code, 'files'> & { shown: string }) {
  const titles = titlesOf(files.map(({ path }) => path));
  return (
    <Tabs defaultValue={shown} keepMounted={false} className="code-files">
      <Tabs.List>
        {files.map(({ path }, index) => (
          <Tabs.Tab key={path} value={path} title={path}>
            {titles[index]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {files.map((file) => (
        <Tabs.Panel key={file.path} value={file.path} pt="md">
          <TextFile title={file.path} path={file.path} file_name={nameOf(file.path)} text={file.content} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
