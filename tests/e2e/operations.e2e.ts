import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { composeFaults } from '../kit/compose.js';
import { ROOT, readSource as read, settingNames } from '../kit/index.js';

/** The first block of code of that language in a text, as somebody would copy it. */
function blockOf(file: string, language: string): string {
  const block = new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'm').exec(read(file))?.[1];
  if (block === undefined) throw new Error(`${file} has no block of ${language}`);
  return block;
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'argus-operations-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0;

describe('the unit of systemd in the operations text', () => {
  const unit = blockOf('docs/operations.md', 'ini');

  (hasSystemd ? it : it.skip)('[A4] is one in which systemd finds nothing', async () => {
    const findings = async (text: string): Promise<string> => {
      const file = path.join(folder, 'argus.service');
      // Where Node is differs between machines; all else is checked as it stands.
      await writeFile(file, text.replace('/usr/bin/node', process.execPath));
      return spawnSync('systemd-analyze', ['verify', '--man=no', file], { encoding: 'utf8' }).stderr;
    };
    expect(await findings(unit)).toBe('');
    expect(await findings(unit.replace('Restart=always', 'Restarts=always'))).toContain("Unknown key 'Restarts'");
  });

  it('[A4] starts what exists, with settings that exist', () => {
    const [, script = ''] = /^ExecStart=\S+ (\S+)$/m.exec(unit) ?? [];
    expect(existsSync(path.join(ROOT, script))).toBe(true);
    const known = new Set(settingNames());
    const [, environment = ''] = /^Environment=(.+)$/m.exec(unit) ?? [];
    const names = environment.split(' ').map((pair) => pair.split('=')[0] ?? '');
    expect(names).toEqual(['NODE_ENV', 'DATA_DIR', 'HOST', 'RETENTION_DAYS']);
    expect(names.filter((name) => name !== 'NODE_ENV' && !known.has(name))).toEqual([]);
  });
});

interface ComposeFile {
  services: Record<string, object>;
  volumes: Record<string, unknown>;
}

describe('the second gateway in the text on several gateways', () => {
  it('[A4] is a file that Compose takes above the first one', async () => {
    const base = parse(read('docker-compose.yml'), { merge: true }) as ComposeFile;
    const above = parse(blockOf('docs/several-gateways.md', 'yaml'), { merge: true }) as ComposeFile;
    const services = { ...base.services };
    for (const [name, service] of Object.entries(above.services)) services[name] = { ...services[name], ...service };
    const merged = { services, volumes: { ...base.volumes, ...above.volumes } };
    const faultsOf = async (content: ComposeFile): Promise<string[]> => {
      const file = path.join(folder, 'docker-compose.yml');
      await writeFile(file, stringify(content, { aliasDuplicateObjects: false }));
      return composeFaults(file).map((fault) => fault.replace(/^\d+ /, ''));
    };
    // Written out without its comments, the first file has a finding that it answers for there.
    expect(await faultsOf(merged)).toEqual(await faultsOf(base));
    const restarts = { ...merged.services, gateway2: { ...merged.services['gateway2'], restarts: 'no' } };
    expect(await faultsOf({ ...merged, services: restarts })).not.toEqual(await faultsOf(base));
    const { gateway2 } = merged.services as Record<string, { volumes: string[]; environment: object }>;
    const named = gateway2?.volumes.map((volume) => volume.split(':')[0] ?? '') ?? [];
    expect(named.filter((volume) => !(volume in merged.volumes))).toEqual([]);
  });
});

describe('the commands of the operations text', () => {
  it('[E6] exist, with the options that are named', () => {
    const text = ['README.md', 'docs/operations.md', 'docs/several-gateways.md', 'docs/cluster.md', 'docs/faults.md']
      .map(read)
      .join('\n');
    const used = new Map<string, Set<string>>();
    for (const [, name = '', rest = ''] of text.matchAll(/npm run ([a-z:]+)(?: --((?: [^\n`#]+)?))?/g)) {
      const options = used.get(name) ?? new Set();
      for (const [option] of rest.matchAll(/(?<=\s)--[a-z-]+/g)) options.add(option);
      used.set(name, options);
    }
    const unknown: string[] = [];
    for (const [name, options] of used) {
      if (options.size === 0) continue;
      const help = execFileSync('npm', ['run', '--silent', name, '--', '--help'], { cwd: ROOT, encoding: 'utf8' });
      for (const option of options) if (!help.includes(option)) unknown.push(`${name} ${option}`);
    }
    expect([...used.keys()].length).toBeGreaterThan(10);
    expect(unknown).toEqual([]);
  });
});
