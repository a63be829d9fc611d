import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { AppError, messageOf } from './errors.ts';
import { type Keys, OWNER_ONLY, base64Key, trailKey } from './keys.ts';
import type { SealPublicKey } from './seal.ts';
import { Secret } from './secret.ts';
import type { TrailKey } from './trail-keys.ts';

/**
 * All that a web process needs of the keys: it seals to the public half, and finds addresses by their HMAC. Nothing in it
 * opens anything. The HMAC's key is a secret all the same: with it and the ledger, guesses of addresses can be tried.
 */
export interface PublicKeys {
  readonly address: Secret<Uint8Array>;
  readonly seal: SealPublicKey;
  /** The newest of the audit trail; none in a file of before. */
  readonly trail: readonly TrailKey[];
}

const sealKey = z.strictObject({ id: z.string().min(1), publicKey: base64Key });
const fileFormat = z.strictObject({
  ...{ format: z.literal(1), address: base64Key, seal: sealKey, trail: trailKey.optional() },
});

/** What of the keys may be on a web machine. */
export function publicPartOf({ address, seal: [{ id, publicKey }], trail }: Keys): PublicKeys {
  return { address, seal: { id, publicKey }, trail: trail.slice(0, 1) };
}

/** The text of the file. */
export function serializePublicKeys({ address, seal, trail: [trail] }: PublicKeys): string {
  const base64 = (value: Uint8Array) => Buffer.from(value).toString('base64');
  const content = {
    format: 1,
    address: base64(address.reveal()),
    seal: { ...seal, publicKey: base64(seal.publicKey) },
    ...(trail === undefined ? {} : { trail: { id: trail.id, key: base64(trail.key.reveal()) } }),
  };
  return `${JSON.stringify(content, undefined, 2)}\n`;
}

/** Writes the file, which only its owner may read, in one step; one that is there is replaced. */
export async function writePublicKeys(file: string, keys: PublicKeys): Promise<void> {
  const next = `${file}.new`;
  await rm(next, { force: true });
  await writeFile(next, serializePublicKeys(keys), { mode: OWNER_ONLY, flag: 'wx', flush: true });
  await rename(next, file);
}

/** @throws AppError KEYS_INVALID that names the file and what is wrong; when it holds keys that open, too */
export async function readPublicKeys(file: string): Promise<PublicKeys> {
  const parsed = fileFormat.safeParse(await readJson(file));
  if (parsed.success) {
    const { address, seal, trail } = parsed.data;
    const own = trail === undefined ? [] : [{ id: trail.id, key: new Secret<Uint8Array>(trail.key) }];
    return { address: new Secret<Uint8Array>(address), seal, trail: own };
  }
  const where = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.code}`).join(', ');
  throw new AppError('KEYS_INVALID', `${file} is damaged (${where}); ${MEND}`);
}

const MEND = 'write it with `jeton keys public` where the keys file is, and copy it here';

async function readJson(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new AppError('KEYS_INVALID', `${file}: ${messageOf(cause)}; ${MEND}`, { cause });
  }
  if (text.includes('privateKey')) {
    throw new AppError('KEYS_INVALID', `${file} holds keys that open; a web process must not have them: ${MEND}`);
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new AppError('KEYS_INVALID', `${file} is damaged: it is not JSON; ${MEND}`);
  }
}
