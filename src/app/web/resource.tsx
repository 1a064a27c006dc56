import { ResourcePage } from '../../connections/web/resource/resource-page.tsx';
import { ResourcePanels } from '../../recommendations/web/resource/resource-panels.tsx';
import { ChangesPanel } from '../../remediation/web/propose/changes-panel.tsx';

/** A resource with what modules below the inventory know of it. */
export const Resource = () => (
  <ResourcePage
    panelsOf={(resource) => (
      <>
        <ResourcePanels inventory_id={resource.id} />
        <ChangesPanel resource={resource} />
      </>
    )}
  />
);
