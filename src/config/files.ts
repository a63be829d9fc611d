import { X509Certificate, createPrivateKey } from 'node:crypto';
import { access, open } from 'node:fs/promises';
import { resolve } from 'node:path';
import { z } from 'zod';
import { Secret } from '../platform/secret.ts';
import { expected, readText, text } from './leaves.ts';
import { type Reading, fault, ok } from './reading.ts';
import { codeOf } from '../platform/errors.ts';

/** What the settings file refers to: the folder it stands in, and the environment of the process. */
export interface Surroundings {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Secrets and certificates are named but not read, for a process that has no use for them. */
  readonly unread?: boolean;
  /** Told the path of each file that a secret was read from. */
  readonly onSecretFile?: ((file: string) => void) | undefined;
}

/** Far above any key, password or settings file; a device or a log that was named by mistake is not read to its end. */
const LARGEST_BYTES = 1024 * 1024;
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;
const HOW_TO_WRITE = 'write { file: PATH } or { env: NAME }, never the secret itself';

/** The UTF-8 text of a file, or why there is none; the fault reads on after the file's name. Never throws. */
export async function readTextFile(path: string): Promise<Reading<string>> {
  try {
    await using file = await open(path, 'r');
    const buffer = Buffer.alloc(LARGEST_BYTES + 1);
    let size = 0;
    for (let read = 1; read > 0 && size < buffer.length; size += read) {
      ({ bytesRead: read } = await file.read(buffer, size, buffer.length - size));
    }
    if (size > LARGEST_BYTES) return fault('is larger than 1 MiB');
    return decode(buffer.subarray(0, size));
  } catch (thrown) {
    return fault(whyUnreadable(thrown));
  }
}

function decode(bytes: Uint8Array): Reading<string> {
  try {
    return ok(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return fault('is not UTF-8 text; save it as UTF-8');
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist',
  ENOTDIR: 'does not exist',
  EACCES: 'may not be read by the user that runs Jeton',
  EPERM: 'may not be read by the user that runs Jeton',
  EISDIR: 'is a folder',
  ERR_ACCESS_DENIED: 'is not among those that --permission lets this process read; add an --allow-fs-read to its unit',
};

function whyUnreadable(thrown: unknown): string {
  const code = codeOf(thrown) ?? 'unknown reason';
  return REASONS[code] ?? `cannot be read (${code})`;
}

/** A path, made absolute from the settings file's folder; the file need not be there. */
export function path({ folder }: Surroundings): z.ZodType<string> {
  return text('a path')
    .transform((written) => resolve(folder, written))
    .meta({ title: 'path' });
}

/** The path of a file that is there and may be read. */
export function readablePath(surroundings: Surroundings): z.ZodType<string> {
  return path(surroundings)
    .transform(async (file, context) => {
      try {
        await access(file);
      } catch (thrown) {
        context.issues.push({ code: 'custom', message: `the file ${file} ${whyUnreadable(thrown)}`, input: file });
      }
      return file;
    })
    .meta({ title: 'path' });
}

/** The path of a PEM file of certificates; its text. */
export function certificates(surroundings: Surroundings): z.ZodType<string> {
  return path(surroundings)
    .transform(async (file, context) => {
      if (surroundings.unread === true) return '';
      const reading = await readTextFile(file);
      const pem = reading.kind === 'ok' ? readCertificates(reading.value) : reading;
      if (pem.kind === 'ok') return pem.value;
      context.issues.push({ code: 'custom', message: `the file ${file} ${pem.fault}`, input: file });
      return z.NEVER;
    })
    .meta({ title: 'path of a PEM file' });
}

function readCertificates(pem: string): Reading<string> {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  try {
    for (const block of blocks) new X509Certificate(block);
  } catch {
    return fault('holds a damaged certificate; copy it anew');
  }
  return blocks.length > 0 ? ok(pem) : fault('holds no certificate; it must be PEM, with BEGIN CERTIFICATE lines');
}

/** What a secret must look like, from its text without the line break at its end; the fault never repeats it. */
export type SecretForm = (secret: string) => Reading<string>;

/** A password: one line. */
const ONE_LINE: SecretForm = (secret) => {
  const reading = readText(secret);
  return reading.kind === 'ok' ? reading : fault('must hold the secret alone, on one line, without control characters');
};

/** An RSA private key, PEM, without a passphrase: what DKIM signs with here. @see https://www.rfc-editor.org/rfc/rfc6376#section-3.3 */
export const RSA_KEY: SecretForm = (secret) => {
  try {
    const { asymmetricKeyType } = createPrivateKey(secret);
    return asymmetricKeyType === 'rsa' ? ok(secret) : fault('holds a key that is not RSA; DKIM signs with an RSA key');
  } catch {
    return fault('holds no private key that can be read; it must be an RSA key, PEM, without a passphrase');
  }
};

/** `{ file: PATH }` or `{ env: NAME }`; whatever else stands there may be the secret itself, and is never repeated. */
export function secret(surroundings: Surroundings, form: SecretForm = ONE_LINE): z.ZodType<Secret> {
  const error = expected(`a secret by reference: ${HOW_TO_WRITE}`);
  const place = z.string({ error: 'must be text' }).optional();
  return z
    .looseObject(
      {
        file: place.describe('Path of a file that holds the secret; the line break at its end does not count.'),
        env: place.describe('Name of an environment variable that holds the secret.'),
      },
      { error },
    )
    .transform(async (written, context) => {
      const reading = await readSecret(written, { surroundings, form });
      if (reading.kind === 'ok') return reading.value;
      context.issues.push({ code: 'custom', message: reading.fault, input: undefined });
      return z.NEVER;
    })
    .meta({
      title: 'secret: { file: PATH } or { env: NAME }',
      additionalProperties: false,
      oneOf: [{ required: ['file'] }, { required: ['env'] }],
    });
}

interface SecretReference {
  readonly file?: string | undefined;
  readonly env?: string | undefined;
}

async function readSecret(
  reference: SecretReference,
  { surroundings, form }: { surroundings: Surroundings; form: SecretForm },
): Promise<Reading<Secret>> {
  const { file, env } = reference;
  if (Object.keys(reference).length !== 1 || (file === undefined) === (env === undefined)) {
    return fault(`must have exactly one key: ${HOW_TO_WRITE}`);
  }
  if (surroundings.unread === true) return ok(new Secret(''));
  const where = file === undefined ? readVariable(env ?? '', surroundings) : await readSecretFile(file, surroundings);
  if (where.text.kind === 'fault') return fault(`${where.name} ${where.text.fault}`);
  const bare = where.text.value.replace(/(?:\r?\n)+$/, '');
  if (bare.trim() === '') return fault(`${where.name} is empty; put the secret there`);
  const formed = form(bare);
  return formed.kind === 'ok' ? ok(new Secret(formed.value)) : fault(`${where.name} ${formed.fault}`);
}

interface FoundText {
  readonly name: string;
  readonly text: Reading<string>;
}

async function readSecretFile(written: string, { folder, onSecretFile }: Surroundings): Promise<FoundText> {
  const named = readText(written);
  if (named.kind === 'fault') return { name: 'the path of the file', text: named };
  const file = resolve(folder, written);
  const read = await readTextFile(file);
  if (read.kind === 'ok') onSecretFile?.(file);
  return { name: `the file ${file}`, text: read };
}

function readVariable(name: string, { environment }: Surroundings): FoundText {
  if (!VARIABLE.test(name))
    return { name: 'the name', text: fault('is no name of an environment variable; write { env: NAME }') };
  const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
  return { name: `the environment variable ${name}`, text: value === undefined ? fault('is not set') : ok(value) };
}
