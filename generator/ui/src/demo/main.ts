import { find } from '../shared/find.js';
import { gatewayOfPage } from '../shared/gateway.js';
import { showNotice } from './event.table.js';
import { openTracker } from './tracker.js';

const status = find('status');
/** Apart from the other, which each verdict overwrites. */
const locationStatus = find('location');
const clickMe = find<HTMLButtonElement>('click-me');
const getLocation = find<HTMLButtonElement>('get-location');

/** Clicks that come before the service worker is up wait for it. */
const tracker = openTracker(gatewayOfPage(), showNotice);

function send(...args: Parameters<Awaited<typeof tracker>>): void {
  tracker.then(
    (track) => track(...args),
    (error: unknown) => (status.textContent = `The service worker did not start: ${String(error)}`),
  );
}

send('view', { url: location.href.replace(/#.*/, ''), title: document.title });

clickMe.addEventListener('click', () => {
  send('click', { element_id: clickMe.id, text: clickMe.textContent.trim(), xpath: `//*[@id="${clickMe.id}"]` });
});

getLocation.addEventListener('click', () => {
  if (!('geolocation' in navigator)) {
    locationStatus.textContent = 'This browser does not tell its location.';
    return;
  }
  locationStatus.textContent = 'Asking for your location …';
  navigator.geolocation.getCurrentPosition(
    ({ coords: { latitude, longitude, accuracy } }) => {
      locationStatus.textContent = '';
      send('location', { latitude, longitude, accuracy });
    },
    ({ message }) => (locationStatus.textContent = `No location was sent: ${message || 'it is not known'}.`),
    { timeout: 10_000 },
  );
});
