import { totalmem } from 'node:os';
import { ConfigError, loadSupervisorConfig } from '@argus/config';
import { Command } from 'commander';
import { checkClickHouse } from './clickhouse.checks.js';
import { type Finding, fine, wrong } from './finding.js';
import { checkClockSteps, checkGateway, checkQueue } from './gateway.checks.js';
import { checkDisk, checkMemory, checkNode, checkPort, judgeFlush, measureFlush } from './machine.checks.js';
import { checkKeys, checkSettings } from './settings.checks.js';

const SIGNS = { ok: 'ok     ', warning: 'warning', wrong: 'WRONG  ' } as const;

const addressOf = (host: string, port: number): string => {
  const own = /^(0\.0\.0\.0|::)$/.test(host) ? '127.0.0.1' : host;
  return `http://${own.includes(':') ? `[${own}]` : own}:${port}`;
};

async function examine(key: string | undefined): Promise<Finding[]> {
  const config = loadSupervisorConfig();
  const { gateway, engine } = config;
  const address = addressOf(gateway.host, gateway.port);
  const { isRunning, finding } = await checkGateway(address);
  return [
    checkNode(process.versions.node),
    engine ? checkMemory(totalmem()) : fine('Memory', 'a ClickHouse server has its own'),
    checkSettings(config),
    await checkKeys(config),
    await checkDisk(gateway.dataDir, gateway.queue.minFreeBytes),
    judgeFlush(await measureFlush(gateway.dataDir)),
    await checkPort('Gateway port', gateway.host, gateway.port, isRunning),
    ...(engine ? [await checkPort('ClickHouse port', '127.0.0.1', engine.port, isRunning)] : []),
    finding,
    await checkQueue(address, config, { isRunning, key }),
    ...(await checkClickHouse(config, isRunning)),
    await checkClockSteps(gateway.dataDir, Date.now()),
  ];
}

/** A setting that cannot be used is a finding like any other; the rest cannot be looked at without it. */
async function findings(key: string | undefined): Promise<Finding[]> {
  try {
    return await examine(key);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [checkNode(process.versions.node), wrong('Settings', error.message, 'The README lists every setting.')];
  }
}

const program = new Command('doctor')
  .description(
    'Looks at everything that Argus needs (Node.js, memory, settings, keys, disk, ports, gateway, queue, ClickHouse, schema, ' +
      'clocks) and names what is wrong, each with the remedy. Ends with 1 where something is WRONG; a warning is none.',
  )
  .option('--json', 'print the findings as JSON')
  .option('--key <key>', 'a key that may read, where keys are in use: for the depth of the queue');
program.parse();

const { json, key } = program.opts<{ json?: boolean; key?: string }>();
const found = await findings(key);
if (json) console.log(JSON.stringify(found, undefined, 2));
else {
  for (const { what, verdict, found: text, remedy } of found) {
    console.log(
      `${SIGNS[verdict]}  ${what.padEnd(16)} ${text}${remedy ? `\n         ${' '.repeat(16)} -> ${remedy}` : ''}`,
    );
  }
}
process.exitCode = found.some(({ verdict }) => verdict === 'wrong') ? 1 : 0;
