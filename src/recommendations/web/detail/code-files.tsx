import { Button, CopyButton, Group, Tabs } from '@mantine/core';
import { IconCheck, IconCopy, IconDownload } from '@tabler/icons-react';
import { download } from '../../../platform/web/chart/download.ts';
import type { Code } from '../../core/contract.ts';
import { nameOf, titlesOf } from './code-titles.ts';
import '../../../connections/web/wizard/wizard.css';

type CodeFile = Code['files'][number];

function FileView({ path, content }: CodeFile) {
  return (
    <div className="document">
      <div className="document-head">
        <code>{path}</code>
        <Group gap="xs">
          <CopyButton value={content}>
            {({ copied, copy }) => (
              <Button
                size="compact-xs"
                variant="default"
                leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
                onClick={copy}
              >
                <span aria-live="polite">{copied ? 'Copied' : 'Copy'}</span>
                <span className="visually-hidden"> {path}</span>
              </Button>
            )}
          </CopyButton>
          <Button
            size="compact-xs"
            variant="default"
            leftSection={<IconDownload size={14} />}
            onClick={() => download(nameOf(path), new Blob([content], { type: 'text/plain' }))}
          >
            Download<span className="visually-hidden"> {path}</span>
          </Button>
        </Group>
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls has to be reachable by keyboard */}
      <pre role="group" tabIndex={0} aria-label={path}>
        {content}
      </pre>
    </div>
  );
}

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
          <FileView {...file} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
