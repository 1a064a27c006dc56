import { Tabs } from '@mantine/core';
import { TextFile } from '../../../platform/web/ui/text-file.tsx';
import type { SetupDocument } from '../../core/providers-contract.ts';

const DocumentView = ({ title, description, file_name, text }: SetupDocument) => (
  <>
    <p className="document-note">{description}</p>
    <TextFile title={title} path={file_name} file_name={file_name} text={text} />
  </>
);

/** Documents to copy or download, a tab each. */
export function Documents({ documents }: { documents: SetupDocument[] }) {
  const [first] = documents;
  if (!first) return <p>Nothing has to be prepared.</p>;
  return (
    <Tabs defaultValue={first.id} keepMounted={false}>
      <Tabs.List>
        {documents.map(({ id, title }) => (
          <Tabs.Tab key={id} value={id}>
            {title}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {documents.map((document) => (
        <Tabs.Panel key={document.id} value={document.id} pt="md">
          <DocumentView {...document} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}
