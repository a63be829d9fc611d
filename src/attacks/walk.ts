import { setTimeout as pause } from 'node:timers/promises';
import { FormClient, type Response, type Shown, formWith } from './form-client.ts';
import { type Mail, linksIn } from './mail.ts';
import { NoMail } from './row.ts';
import type { Scene, Victim } from './scene.ts';

const LOOK_MS = 50;
/** Time for a mail that must not come, in milliseconds. */
const QUIET_MS = 400;

/** A browser of somebody else's, with no cookie. */
export function browserOf(scene: Scene, origin?: URL): FormClient {
  return new FormClient(scene.transport(origin));
}

/** The path of a page of the instance: `password`; that of the request form for nothing. */
export function pathOf({ url }: Scene, page = ''): string {
  return url.pathname + page;
}

/** Asks for a link as a person does, by the form that is served. */
export async function ask(scene: Scene, address: string, browser = browserOf(scene)): Promise<Shown> {
  return await browser.submit(formWith(await browser.open(pathOf(scene)), 'email'), { email: address });
}

/** Mails that have come to this address since there were so many in all. */
async function mailsSince({ inbox }: Scene, count: number, address?: string): Promise<readonly Mail[]> {
  const mails = (await inbox.mails()).slice(count);
  return address === undefined ? mails : mails.filter(({ recipients }) => recipients.includes(address));
}

export async function countMails({ inbox }: Scene): Promise<number> {
  return (await inbox.mails()).length;
}

/** Waits until a mail with a link has come to somebody. @throws when none does */
export async function waitForMail(scene: Scene, address: string, count: number): Promise<Mail> {
  const until = Date.now() + scene.patienceMs;
  for (;;) {
    const mail = (await mailsSince(scene, count, address)).find((each) => mailedLink(each) !== undefined);
    if (mail !== undefined) return mail;
    if (Date.now() > until) throw new NoMail(`no mail with a link has come to ${address}`);
    await pause(LOOK_MS);
  }
}

/** The link that a mail holds. */
export function mailedLink(mail: Mail): string | undefined {
  return linksIn(mail).find((line) => line.includes('/jeton/'));
}

/** What has come in the while in which something would have. */
export async function quietMails(scene: Scene, count: number): Promise<readonly Mail[]> {
  await pause(QUIET_MS);
  return await mailsSince(scene, count);
}

/** A link that a victim has asked for and got. */
export interface Link {
  /** As mailed. */
  readonly url: string;
  /** Its path at the instance. */
  readonly path: string;
  readonly token: string;
  readonly mail: Mail;
}

/** Has a link mailed to a victim, as they would. */
export async function obtainLink(scene: Scene, { address }: Victim): Promise<Link> {
  const count = await countMails(scene);
  const shown = await ask(scene, address);
  if (shown.status !== 200) throw new Error(`asking for ${address} was answered ${shown.status}`);
  const mail = await waitForMail(scene, address, count);
  const url = mailedLink(mail) ?? '';
  const path = new URL(url).pathname;
  return { url, path, mail, token: path.slice(path.lastIndexOf('/') + 1) };
}

/** Opens a link in a browser; what is shown is the form to choose a password, when the link is good. */
export async function openLink(scene: Scene, { path }: Pick<Link, 'path'>, browser = browserOf(scene)): Promise<Visit> {
  return { browser, shown: await browser.open(path) };
}

export interface Visit {
  readonly browser: FormClient;
  readonly shown: Shown;
}

/** Whether the form to choose a password is shown. */
export function offersChoice({ shown }: Visit): boolean {
  return shown.forms.some(({ fields }) => fields.has('password'));
}

export interface Choice {
  readonly password: string;
  /** Fields beside those of the form, or in their place. */
  readonly more?: Readonly<Record<string, string>>;
}

/** Posts the form that is shown; redirections are not followed. */
export async function choose({ browser, shown }: Visit, { password, more = {} }: Choice): Promise<Response> {
  const { action, fields } = formWith(shown, 'password');
  const filled = { ...Object.fromEntries(fields), password, confirmation: password, ...more };
  return await postForm(browser, action, Object.entries(filled));
}

/** Posts fields as a form, whatever form there is. */
export async function postForm(
  browser: FormClient,
  path: string,
  fields: readonly (readonly [string, string])[],
): Promise<Response> {
  const body = new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])).toString();
  return await browser.send('POST', path, { headers: FORM, body });
}

export const FORM = { 'content-type': 'application/x-www-form-urlencoded' } as const;

/** Whether a password was taken over. */
export function isTaken({ status }: Response): boolean {
  return status === 303;
}

/** A fresh password that meets the policy. */
export function freshPassword(scene: Scene): string {
  passwords += 1;
  return `Attaque-${passwords}-${scene.url.port || 443}-mot`;
}
let passwords = 0;
