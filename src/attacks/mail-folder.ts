import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Mail, headerOf } from './mail.ts';
import type { Inbox } from './scene.ts';

/** An inbox that is a folder of messages, one a file: a Maildir, or any folder that a filter writes them to. */
export function openMailFolder(folder: string): Inbox {
  return {
    async mails() {
      const entries = await readdir(folder, { recursive: true, withFileTypes: true });
      const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
      const dated = await Promise.all(files.map(async (file) => ({ file, at: (await stat(file)).mtimeMs })));
      const inOrder = dated.toSorted((one, other) => one.at - other.at || one.file.localeCompare(other.file));
      return await Promise.all(inOrder.map(({ file }) => readMail(file)));
    },
  };
}

async function readMail(file: string): Promise<Mail> {
  const mail = { raw: await readFile(file, 'utf8'), recipients: [] };
  const written = ['delivered-to', 'to', 'cc', 'bcc'].flatMap((name) => headerOf(mail, name)).join(' ');
  return { ...mail, recipients: written.match(/[^\s<>,;"]+@[^\s<>,;"]+/g) ?? [] };
}
