// A server of a journey's own, on a free loopback port with an empty data directory: `start` answers where it is and what it
// printed, `stop` ends it.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export async function start(environment = {}, files = []) {
  const binary = process.env.PORTOLAN_BIN;
  if (!binary) throw new Error('PORTOLAN_BIN is not set: run the journeys with `make e2e`');
  // What the journeys are told is no setting of the server.
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('PORTOLAN_')));
  const data = mkdtempSync(join(tmpdir(), 'portolan-journey-'));
  const child = spawn(binary, ['serve', '--listen', '127.0.0.1:0', '--data', data, ...files.flatMap((file) => ['--source', file])], {
    cwd: data,
    env: { ...inherited, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  const url = await new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
    child.stdout.on('data', (chunk) => {
      printed += chunk;
      const found = /ready at (http:\S+)/.exec(printed);
      if (found) resolve(found[1]);
    });
  });
  const stop = async () => {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await gone;
    rmSync(data, { recursive: true, force: true });
  };
  /** Waits for a line of the output. */
  const line = async (pattern) => {
    for (;;) {
      const found = pattern.exec(printed);
      if (found) return found;
      await new Promise((resolve) => child.stdout.once('data', resolve));
    }
  };
  return { url, line, stop, data, binary };
}
