import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';

/**
 * Runs before a program and puts its files on a slow disk: a flush takes as many milliseconds as the file `slow` says in
 * the folder that JETON_TEST_DISK names, and does not end while a file `held` lies there.
 */
const folder = process.env['JETON_TEST_DISK'] ?? '';
const trueFlush = fs.fdatasync;
const LOOK_MS = 10;

function slowness(): number {
  try {
    return Number(fs.readFileSync(join(folder, 'slow'), 'utf8'));
  } catch {
    return 0;
  }
}

function flush(file: number, done: fs.NoParamCallback): void {
  if (fs.existsSync(join(folder, 'held'))) {
    fs.writeFileSync(join(folder, 'waiting'), '');
    setTimeout(flush, LOOK_MS, file, done);
    return;
  }
  setTimeout(trueFlush, slowness(), file, done);
}

fs.fdatasync = flush as typeof fs.fdatasync;
syncBuiltinESMExports();
