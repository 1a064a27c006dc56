import { ConnectionsSummary } from '../../connections/web/connections-summary.tsx';
import { DataSourcesPage } from '../../costs/web/data-sources/data-sources-page.tsx';

/** Where costs come from, connected clouds among them. */
export const DataSources = () => <DataSourcesPage connections={<ConnectionsSummary />} />;
