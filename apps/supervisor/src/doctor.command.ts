import { ConfigError, loadSupervisorConfig } from '@argus/config';
import { Command } from 'commander';
import { type Finding, checkClickHouse, checkDisk, checkGateway, checkNode, checkPort } from './doctor.checks.js';

const SIGNS = { ok: 'ok     ', warning: 'warning', wrong: 'WRONG  ' } as const;

async function examine(): Promise<Finding[]> {
  const config = loadSupervisorConfig();
  const { gateway, engine } = config;
  const { isRunning, finding } = await checkGateway(`http://${gateway.host}:${gateway.port}`);
  return [
    checkNode(process.versions.node),
    await checkDisk(gateway.dataDir, gateway.queue.minFreeBytes),
    await checkPort('Gateway port', gateway.host, gateway.port, isRunning),
    ...(engine ? [await checkPort('ClickHouse port', '127.0.0.1', engine.port, isRunning)] : []),
    finding,
    ...(await checkClickHouse(config, isRunning, Date.now)),
  ];
}

const program = new Command('doctor')
  .description(
    'Looks at everything that Argus needs (Node.js, disk, ports, gateway, queue, ClickHouse, schema, clock) and names what is wrong.',
  )
  .option('--json', 'print the findings as JSON');
program.parse();

try {
  const findings = await examine();
  if (program.opts<{ json?: boolean }>().json) {
    console.log(JSON.stringify(findings, undefined, 2));
  } else {
    for (const { what, verdict, found, remedy } of findings) {
      console.log(
        `${SIGNS[verdict]}  ${what.padEnd(16)} ${found}${remedy ? `\n         ${' '.repeat(16)} -> ${remedy}` : ''}`,
      );
    }
  }
  process.exitCode = findings.some(({ verdict }) => verdict === 'wrong') ? 1 : 0;
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
