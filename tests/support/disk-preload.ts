import fs from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Runs before a program and puts its files on a slow disk: a flush takes as many milliseconds as the file `slow` says in
 * the folder that JETON_TEST_DISK names, and does not end while a file `held` lies there.
 */
const folder = process.env['JETON_TEST_DISK'] ?? '';
const LOOK_MS = 10;

function slowness(): number {
  try {
    return Number(fs.readFileSync(join(folder, 'slow'), 'utf8'));
  } catch {
    return 0;
  }
}

async function wait(): Promise<void> {
  while (fs.existsSync(join(folder, 'held'))) {
    fs.writeFileSync(join(folder, 'waiting'), '');
    await pause(LOOK_MS);
  }
  await pause(slowness());
}

const file = await open('/dev/null');
const handles = Object.getPrototypeOf(file) as FileHandle;
await file.close();
const trueFlush: (this: FileHandle) => Promise<void> = Reflect.get(handles, 'datasync');
handles.datasync = async function flush(this: FileHandle) {
  await wait();
  await trueFlush.call(this);
};
