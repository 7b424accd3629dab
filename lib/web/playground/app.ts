import { apiClient } from './api-client.ts';
import { startBackgroundTab } from './background-tab.ts';
import { elementOf } from './element.ts';
import { startImagesTab } from './images-tab.ts';
import { showReferenceLink } from './reference-link.ts';
import { openSettings } from './settings.ts';
import { startTabs } from './tabs.ts';
import { startTextTab } from './text-tab.ts';

// The playground: a page of three tabs over the API that serves it.

const settings = openSettings();
const send = apiClient(settings.apiKey);
startTabs(elementOf('tabs', HTMLElement));
startTextTab(send, settings);
startImagesTab(send, settings);
startBackgroundTab(send, settings);
void showReferenceLink();
