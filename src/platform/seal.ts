import { type KeyObject, createCipheriv, createDecipheriv, createSecretKey } from 'node:crypto';
import { AEAD_AES_256_GCM, CipherSuite, KDF_HKDF_SHA256, KEM_DHKEM_X25519_HKDF_SHA256 } from 'hpke';
import type { Clock } from './clock.ts';
import { AppError } from './errors.ts';
import type { Random } from './random.ts';
import type { Secret } from './secret.ts';

/**
 * The seal: HPKE (RFC 9180, X25519, HKDF-SHA256) carries data keys, AES-256-GCM under a data key carries deliveries.
 * A data key is never stored; only its encapsulation is, which the couriers' private key alone turns back into the key.
 */
const SUITE = new CipherSuite(KEM_DHKEM_X25519_HKDF_SHA256, KDF_HKDF_SHA256, AEAD_AES_256_GCM);

const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Without it, Node takes the shorter tags of a ciphertext that was cut, and four bytes can be guessed. */
const GCM = { authTagLength: TAG_BYTES } as const;
const KEY_BYTES = 32;
const ID_BYTES = 12;

/** The public half of a sealing key: all that a web process needs. */
export interface SealPublicKey {
  readonly id: string;
  readonly publicKey: Uint8Array;
}

/** A sealing key that opens what was sealed to it. */
export interface SealKey extends SealPublicKey {
  readonly createdAt: string;
  readonly privateKey: Secret<Uint8Array>;
}

/** How long one data key serves before the next is made. */
export const DATA_KEY_LIFE_MS = 5 * 60_000;

/** What the ledger keeps of a data key: enough for the holder of the private key, nothing for anybody else. */
export interface DataKey {
  readonly id: string;
  /** Which sealing key it was made for. */
  readonly sealKey: string;
  readonly encapsulation: Uint8Array;
  readonly createdAt: number;
}

/** A sealed delivery as it lies in the ledger. */
export interface Sealed {
  readonly dataKey: DataKey;
  readonly nonce: Uint8Array;
  /** AES-256-GCM ciphertext followed by its tag. */
  readonly ciphertext: Uint8Array;
}

/** Seals; holds the public key and the data key of the moment. */
export interface Sealer {
  /** @param bound what the seal is bound to (the delivery's id and recipient); opening needs the same text. */
  seal(plaintext: string, bound: string): Promise<Sealed>;
}

/** Opens; holds the private keys, so only couriers have one. */
export interface Opener {
  /** @throws AppError SEAL_KEY_MISSING; SEAL_BROKEN when anything was altered. */
  open(sealed: Sealed, bound: string): Promise<string>;
}

function context(dataKeyId: string): Uint8Array {
  return new TextEncoder().encode(`jeton data key ${dataKeyId}`);
}

export interface SealerOptions {
  readonly clock: Clock;
  readonly random: Random;
  /** Keeps a new data key for the couriers; nothing is sealed under it before this has returned. */
  readonly keep: (dataKey: DataKey) => Promise<void>;
}

/** @param sealTo the key to seal to, asked for once for each data key: a rotation counts from the next one */
export function buildSealer(sealTo: () => Promise<SealPublicKey>, { clock, random, keep }: SealerOptions): Sealer {
  let current: Promise<{ dataKey: DataKey; secret: KeyObject }> | undefined;
  let renewAt = 0;

  async function makeDataKey(): Promise<{ dataKey: DataKey; secret: KeyObject }> {
    const id = random.bytes(ID_BYTES).toString('base64url');
    const key = await sealTo();
    const publicKey = await SUITE.DeserializePublicKey(key.publicKey);
    const made = await SUITE.SendExport(publicKey, context(id), KEY_BYTES);
    const dataKey = { id, sealKey: key.id, encapsulation: made.encapsulatedSecret, createdAt: clock.now() };
    await keep(dataKey);
    return { dataKey, secret: createSecretKey(made.exportedSecret) };
  }

  function dataKeyOfTheMoment(): Promise<{ dataKey: DataKey; secret: KeyObject }> {
    const now = clock.now();
    if (current === undefined || now >= renewAt || now < renewAt - DATA_KEY_LIFE_MS) {
      current = makeDataKey();
      renewAt = now + DATA_KEY_LIFE_MS;
      current.catch(() => (current = undefined));
    }
    return current;
  }

  return {
    async seal(plaintext, bound) {
      const { dataKey, secret } = await dataKeyOfTheMoment();
      const nonce = random.bytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', secret, nonce, GCM).setAAD(Buffer.from(bound));
      const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return { dataKey, nonce, ciphertext };
    },
  };
}

/** How many opened data keys are remembered, so that HPKE's cost is paid once per data key and not per delivery. */
const REMEMBERED = 64;

/** Finds a private key by its id; older ones stay until nothing sealed to them is left. */
export type FindKey = (id: string) => Promise<SealKey | undefined>;

/** Builds the opener over every private key in use. */
export function buildOpener(findKey: FindKey): Opener {
  const opened = new Map<string, Promise<KeyObject>>();

  async function unwrap(dataKey: DataKey): Promise<KeyObject> {
    const key = await findKey(dataKey.sealKey);
    if (key === undefined)
      throw new AppError('SEAL_KEY_MISSING', `sealing key ${dataKey.sealKey} is not in the keys file`);
    const pair = {
      privateKey: await SUITE.DeserializePrivateKey(key.privateKey.reveal()),
      publicKey: await SUITE.DeserializePublicKey(key.publicKey),
    };
    const secret = await SUITE.ReceiveExport(pair, dataKey.encapsulation, context(dataKey.id), KEY_BYTES);
    return createSecretKey(secret);
  }

  function secretOf(dataKey: DataKey): Promise<KeyObject> {
    const known = opened.get(dataKey.id);
    if (known !== undefined) return known;
    const secret = unwrap(dataKey);
    opened.set(dataKey.id, secret);
    secret.catch(() => opened.delete(dataKey.id));
    const oldest = opened.keys().next();
    if (opened.size > REMEMBERED && oldest.done !== true) opened.delete(oldest.value);
    return secret;
  }

  return {
    async open({ dataKey, nonce, ciphertext }, bound) {
      const secret = await secretOf(dataKey);
      const body = ciphertext.subarray(0, -TAG_BYTES);
      try {
        const decipher = createDecipheriv('aes-256-gcm', secret, nonce, GCM).setAAD(Buffer.from(bound));
        decipher.setAuthTag(ciphertext.subarray(-TAG_BYTES));
        return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
      } catch (cause) {
        throw new AppError('SEAL_BROKEN', undefined, { cause });
      }
    },
  };
}

/** A fresh sealing key pair, as raw bytes (RFC 9180, 7.1.1). */
export async function generateSealPair(): Promise<{ publicKey: Uint8Array; privateKey: Uint8Array }> {
  const pair = await SUITE.GenerateKeyPair(true);
  return {
    publicKey: await SUITE.SerializePublicKey(pair.publicKey),
    privateKey: await SUITE.SerializePrivateKey(pair.privateKey),
  };
}
