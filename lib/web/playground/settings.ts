import type { Keys } from './api-client.ts';
import { elementOf } from './element.ts';

/** What applies to every tab. */
export interface Settings extends Keys {
  /** Empty: the deployment's. */
  model(): string;
}

const KEY = 'playground.api-key';
const SERVICE_KEY = 'playground.service-key';
const MODEL = 'playground.model';

/** The settings of the page, kept for as long as its tab is open. */
export function openSettings(storage: Storage = sessionStorage): Settings {
  const key = bound('api-key', KEY, storage);
  const model = bound('default-model', MODEL, storage);
  const serviceKey = bound('service-key', SERVICE_KEY, storage);
  return {
    apiKey: () => key.value.trim(),
    serviceKey: () => serviceKey.value.trim(),
    model: () => model.value.trim(),
  };
}

function bound(id: string, name: string, storage: Storage): HTMLInputElement {
  const input = elementOf(id, HTMLInputElement);
  input.value = storage.getItem(name) ?? '';
  input.addEventListener('input', () => storage.setItem(name, input.value));
  return input;
}
