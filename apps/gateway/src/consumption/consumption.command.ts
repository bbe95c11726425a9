import { callGateway, explainFailure } from '../command/call-gateway.js';
import { HELP, parseArguments } from './consumption.arguments.js';
import type { ConsumptionSettings } from './consumption.settings.js';

function describe({ paused, max_events_per_second: rate }: ConsumptionSettings): string {
  const speed = rate === null ? 'as fast as ClickHouse takes them' : `at most ${rate} a second`;
  return paused ? `paused (when resumed: ${speed})` : `delivering, ${speed}`;
}

try {
  const { help, url, key, change } = parseArguments(process.argv.slice(2));
  const isChange = Object.keys(change).length > 0;
  const call = () =>
    callGateway<ConsumptionSettings>(
      { url, key },
      isChange ? 'PATCH' : 'GET',
      '/admin/consumption',
      isChange ? change : undefined,
    );
  console.log(help ? HELP : describe(await call()));
} catch (error) {
  console.error(explainFailure(error));
  process.exitCode = 1;
}
