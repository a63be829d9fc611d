/**
 * Loaded before the server (`node --import`): SIGUSR2 begins a CPU profile, the next one ends it and writes it to the
 * file that `BENCH_PROFILE` names. So the profile holds the work under load and not the start.
 */
import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';

const FILE = process.env['BENCH_PROFILE'] ?? 'server.cpuprofile';
const INTERVAL_US = 250;
const session = new Session();
let isRunning = false;

async function turn(): Promise<void> {
  if (!isRunning) {
    session.connect();
    await session.post('Profiler.enable');
    await session.post('Profiler.setSamplingInterval', { interval: INTERVAL_US });
    await session.post('Profiler.start');
    isRunning = true;
    return;
  }
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();
  isRunning = false;
  writeFileSync(FILE, JSON.stringify(profile));
}

process.on('SIGUSR2', () => void turn());
