#!/usr/bin/env node
// Starts the command on a Node that runs TypeScript as it is: this one, or the one that the install brought along.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';
import process from 'node:process';

const NEEDED = 24;
const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const major = Number(process.versions.node.split('.', 1)[0]);
const brought = at('node_modules/.bin/node');
const node = major >= NEEDED || !existsSync(brought) ? process.execPath : brought;
// As in docs/examples/jeton.service.
const options = [
  ...['--disable-warning=ExperimentalWarning', '--max-semi-space-size=8'],
  ...['--import', at('scripts/require-node.mjs'), '--import', at('scripts/fast-start.mjs')],
];

const child = spawn(node, [...options, at('src/main/jeton.ts'), ...process.argv.slice(2)], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
// npx ends the shell that it has put between, and nobody tells what the shell has started.
if (process.env['npm_command'] === 'exec') {
  const started = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === started) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, 200);
  watch.unref();
}
child.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
child.on('exit', (code, signal) => {
  // As a shell reports it.
  process.exitCode = code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
});
