import { open, readFile } from 'node:fs/promises';

const CHUNK_BYTES = 4 * 1024 * 1024;

/** Whether these bytes are anywhere in the memory that a process of one's own can write (Linux). */
export async function isInMemory(pid: number, wanted: Buffer): Promise<boolean> {
  const maps = await readFile(`/proc/${pid}/maps`, 'utf8');
  await using memory = await open(`/proc/${pid}/mem`, 'r');
  for (const line of maps.split('\n')) {
    const [, from, to] = /^([\da-f]+)-([\da-f]+) rw/.exec(line) ?? [];
    if (from === undefined || to === undefined) continue;
    if (await isWithin(memory, { from: Number.parseInt(from, 16), to: Number.parseInt(to, 16) }, wanted)) return true;
  }
  return false;
}

async function isWithin(
  memory: Awaited<ReturnType<typeof open>>,
  { from, to }: { readonly from: number; readonly to: number },
  wanted: Buffer,
): Promise<boolean> {
  const overlap = wanted.length - 1;
  const buffer = Buffer.alloc(CHUNK_BYTES + overlap);
  for (let at = from; at < to; at += CHUNK_BYTES) {
    const length = Math.min(buffer.length, to - at);
    // What was given back meanwhile cannot be read.
    const bytesRead = await memory.read(buffer, 0, length, at).then(
      (read) => read.bytesRead,
      () => 0,
    );
    if (buffer.subarray(0, bytesRead).includes(wanted)) return true;
  }
  return false;
}
