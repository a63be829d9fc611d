import { chown, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Clock } from './clock.ts';
import { AppError, messageOf } from './errors.ts';
import type { Random } from './random.ts';
import { type SealKey, generateSealPair } from './seal.ts';
import { Secret } from './secret.ts';
import { type TrailKey, newTrailKey } from './trail-keys.ts';

/** Everything in the keys file. */
export interface Keys {
  /** For the keyed HMAC of personal addresses; kept across rotations, since it makes old rows findable. */
  readonly address: Secret<Uint8Array>;
  /** The newest first: it seals. All of them open. */
  readonly seal: readonly [SealKey, ...SealKey[]];
  /** Of the audit trail, the newest first; none in a file of before, see `trailKeysOf`. */
  readonly trail: readonly TrailKey[];
}

const KEY_BYTES = 32;
export const OWNER_ONLY = 0o600;

const bytes = z.base64().transform((text) => Buffer.from(text, 'base64'));
/** Thirty-two bytes, as the keys files hold them. */
export const base64Key = bytes.refine((value) => value.length === KEY_BYTES, `expected ${KEY_BYTES} bytes`);
const sealKey = z.object({
  id: z.string().min(1),
  createdAt: z.iso.datetime(),
  publicKey: base64Key,
  privateKey: base64Key,
});
/** As both files hold it. */
export const trailKey = z.object({ id: z.string().min(1), key: base64Key });
const fileFormat = z.object({
  ...{ format: z.literal(1), address: base64Key },
  ...{ seal: z.tuple([sealKey], sealKey), trail: z.array(trailKey).prefault([]) },
});

type StoredSealKey = z.infer<typeof sealKey>;

function fromStored(stored: StoredSealKey): SealKey {
  return { ...stored, privateKey: new Secret<Uint8Array>(stored.privateKey) };
}

async function makeSealKey({ clock, random }: { clock: Clock; random: Random }): Promise<SealKey> {
  const pair = await generateSealPair();
  const createdAt = new Date(clock.now()).toISOString();
  const id = `${createdAt.slice(0, 10)}-${random.bytes(4).toString('hex')}`;
  return { id, createdAt, publicKey: pair.publicKey, privateKey: new Secret(pair.privateKey) };
}

/** New keys for a new installation. */
export async function createKeys(with_: { clock: Clock; random: Random }): Promise<Keys> {
  const address = new Secret<Uint8Array>(with_.random.bytes(KEY_BYTES));
  return { address, seal: [await makeSealKey(with_)], trail: [newTrailKey(with_)] };
}

/** The same keys with new ones in front; the older ones go on opening, and verifying. */
export async function rotateKeys(keys: Keys, with_: { clock: Clock; random: Random }): Promise<Keys> {
  return {
    address: keys.address,
    seal: [await makeSealKey(with_), ...keys.seal],
    trail: [newTrailKey(with_), ...keys.trail],
  };
}

/** Drops the sealing keys that nothing in the ledger refers to any more; the newest always stays. */
export function pruneKeys(keys: Keys, inUse: ReadonlySet<string>): Keys {
  const [newest, ...older] = keys.seal;
  return { ...keys, seal: [newest, ...older.filter(({ id }) => inUse.has(id))] };
}

/** @throws AppError KEYS_INVALID that names the file and what is wrong; never what is in it. */
export async function readKeys(file: string): Promise<Keys> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new AppError('KEYS_INVALID', `${file}: ${messageOf(cause)}; make one with \`jeton keys new\``, { cause });
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new AppError('KEYS_INVALID', `${file} is damaged: it is not JSON; restore it from your backup`);
  }
  const parsed = fileFormat.safeParse(json);
  if (!parsed.success) {
    const where = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.code}`).join(', ');
    throw new AppError('KEYS_INVALID', `${file} is damaged (${where}); restore it from your backup`);
  }
  const { address, seal, trail } = parsed.data;
  const [newest, ...older] = seal;
  return {
    address: new Secret<Uint8Array>(address),
    seal: [fromStored(newest), ...older.map(fromStored)],
    trail: trail.map(({ id, key }) => ({ id, key: new Secret<Uint8Array>(key) })),
  };
}

function serialize(keys: Keys): string {
  const base64 = (value: Uint8Array) => Buffer.from(value).toString('base64');
  const seal = keys.seal.map(({ id, createdAt, publicKey, privateKey }) => {
    return { id, createdAt, publicKey: base64(publicKey), privateKey: base64(privateKey.reveal()) };
  });
  const trail = keys.trail.map(({ id, key }) => ({ id, key: base64(key.reveal()) }));
  return `${JSON.stringify({ format: 1, address: base64(keys.address.reveal()), seal, trail }, undefined, 2)}\n`;
}

/** Writes a keys file that only its owner may read. @throws when the file is there already. */
export async function writeNewKeys(file: string, keys: Keys): Promise<void> {
  await writeFile(file, serialize(keys), { mode: OWNER_ONLY, flag: 'wx', flush: true });
}

/** Replaces a keys file in one step: a crash leaves the old one or the new one. It stays the same user's. */
export async function replaceKeys(file: string, keys: Keys): Promise<void> {
  const next = `${file}.new`;
  const { uid, gid } = await stat(file);
  // What a crash left behind may have any mode.
  await rm(next, { force: true });
  await writeFile(next, serialize(keys), { mode: OWNER_ONLY, flag: 'wx', flush: true });
  await chown(next, uid, gid);
  await rename(next, file);
}
