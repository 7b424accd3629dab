import { apiClient } from './api-client.ts';
import { startBackgroundTab } from './background-tab.ts';
import { elementOf } from './element.ts';
import { startImagesTab } from './images-tab.ts';
import { showReferenceLink } from './reference-link.ts';
import { openSettings } from './settings.ts';
import { startTabs } from './tabs.ts';
import { startTextTab } from './text-tab.ts';
import { startUsageTab } from './usage-tab.ts';

// The playground: a page of four tabs over the API that serves it.

const settings = openSettings();
const send = apiClient(settings);
startTabs(elementOf('tabs', HTMLElement));
startTextTab(send, settings);
startImagesTab(send, settings);
startBackgroundTab(send, settings);
startUsageTab(send, settings);
void showReferenceLink();
