import { ResourcePage } from '../../connections/web/resource/resource-page.tsx';
import { ResourcePanels } from '../../recommendations/web/resource/resource-panels.tsx';

/** A resource with what modules below the inventory know of it. */
export const Resource = () => <ResourcePage panelsOf={({ id }) => <ResourcePanels inventory_id={id} />} />;
