import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { Draw } from '../support/draw.ts';
import {
  FormClient,
  type Response,
  type Shown,
  type Transport,
  formTo,
  formWith,
} from '../../src/attacks/form-client.ts';
import { BrokenConnection } from '../support/http-transport.ts';
import { linkIn } from '../support/smtp.ts';
import { until } from '../support/until.ts';
import type { Resident, World } from './world.ts';

/** A password that was posted, and what the person saw of it. */
export interface Attempt {
  readonly password: string;
  /** Milliseconds since the epoch. */
  readonly postedAt: number;
  answer: 'accepted' | 'lost' | 'unavailable' | 'link-used';
}

/** What happened behind one mailed link. */
export interface Round {
  readonly link: string;
  readonly attempts: Attempt[];
  /** `accepted`: seen. `used`: an answer was lost, and trying again the link was found used. */
  end: 'accepted' | 'used';
}

export type Step = 'request' | 'open' | 'password';

/** One person's way through the procedure, with all that went wrong on it. */
export interface Walk {
  readonly resident: Resident;
  /** When "your mail is on its way" was seen, once for each request that was answered. */
  readonly sent: number[];
  readonly rounds: Round[];
  /** What the follow page said of the directory, each time a password had just been accepted. */
  readonly told: string[];
  /** Answers that were lost, by step. */
  readonly lost: Record<Step, number>;
  /** Answers that came: what was asked for, or a page that says that nothing was changed. */
  readonly answers: Record<'given' | 'nothing changed', number>;
  /** How long each answer took that came, in milliseconds. */
  readonly times: number[];
  /** The browser at the end. */
  readonly browser: FormClient;
}

/** What has been sent so far, for whoever wants to kill at a given moment. */
export interface Counters {
  requests: number;
  passwords: number;
}

export interface Surroundings {
  readonly world: World;
  readonly counters: Counters;
  readonly random: Draw;
  /** Whether people who are through set off again. */
  goesOn(): boolean;
  /** Whether nothing goes wrong any more. */
  isCalm(): boolean;
  /** Resolves when the service can be reached. */
  up(): Promise<void>;
  /** How somebody at this address reaches it. */
  reach(client: string): Transport;
}

/**
 * A mail that was in a dead courier's hands comes half a minute later, unless it is unlucky again: so this is counted from
 * when nothing goes wrong any more.
 */
const PATIENCE_MS = 420_000;
/** How often somebody whose password was accepted forgets it at once and starts all over. */
const FORGETFUL = 0.15;
const NOTHING_CHANGED = /[Rr]ien n’a été modifié/;
/** Of a page that could not be shown: it is not about what was accepted before. */
const NOTHING_LOST = /Rien n’est perdu/;
/** How long a person looks at a page before they go on, at most. */
const DWELL_MS = 1000;
const UNAVAILABLE = 503;

/**
 * Walks the procedure as a person does: where nothing comes back, or a page says "try later", they try the same step
 * again. Somebody who finds their link used after a lost answer may be content or start over with another password.
 */
export async function walk(resident: Resident, client: string, around: Surroundings): Promise<Walk> {
  return await new Walker(resident, client, around).walk();
}

class Walker {
  readonly #around: Surroundings;
  readonly #base: string;
  readonly #walk: Walk;
  readonly #dead = new Set<string>();

  constructor(resident: Resident, client: string, around: Surroundings) {
    const { publicUrl } = around.world.installation;
    this.#around = around;
    this.#base = new URL(publicUrl).pathname;
    const browser = new FormClient(around.reach(client));
    const lost = { request: 0, open: 0, password: 0 };
    this.#walk = {
      resident,
      sent: [],
      rounds: [],
      told: [],
      lost,
      answers: { given: 0, 'nothing changed': 0 },
      times: [],
      browser,
    };
  }

  async walk(): Promise<Walk> {
    await this.#request();
    for (;;) {
      const round = await this.#choose(await this.#openNewestLink());
      this.#walk.rounds.push(round);
      if (round.end === 'accepted') {
        await this.#believe(round);
        if (!this.#around.goesOn() && !this.#around.random.chance(FORGETFUL)) return this.#walk;
        await this.#request();
      } else {
        if (!this.#around.goesOn() && this.#around.random.chance(0.5)) return this.#walk;
        await this.#startOver();
      }
    }
  }

  /** Tries a step until it is answered with something else than "not now". */
  async #again<T extends Response>(step: Step, attempt: () => Promise<T>): Promise<T> {
    for (;;) {
      await this.#dwell();
      await this.#around.up();
      const asked = performance.now();
      try {
        const answer = await attempt();
        this.#walk.times.push(performance.now() - asked);
        if (answer.status !== UNAVAILABLE) {
          this.#walk.answers.given += 1;
          return answer;
        }
        assert.match(answer.body, step === 'open' ? NOTHING_LOST : NOTHING_CHANGED);
        this.#walk.answers['nothing changed'] += 1;
      } catch (thrown) {
        if (!(thrown instanceof BrokenConnection)) throw thrown;
        if (!thrown.neverSent) this.#walk.lost[step] += 1;
      }
    }
  }

  async #dwell(): Promise<void> {
    await pause(this.#around.random.fraction() * DWELL_MS);
  }

  async #request(): Promise<void> {
    const { browser, resident } = this.#walk;
    const form = formWith(await this.#again('open', () => browser.open(this.#base)), 'email');
    await this.#again('request', async () => {
      this.#around.counters.requests += 1;
      const shown = await browser.submit(form, { email: resident.address });
      this.#noteSent(shown);
      return shown;
    });
  }

  /** Where the follow page says that the directory has the password, it opens the account at this moment. */
  async #believe({ attempts }: Round): Promise<void> {
    const { browser, resident } = this.#walk;
    const shown = await this.#again('open', () => browser.open(`${this.#base}follow`));
    const says = /<li class="([a-z-]+)"><span class="name">Annuaire/.exec(shown.body)?.[1] ?? 'nothing';
    this.#walk.told.push(says);
    if (says !== 'arrived') return;
    const password = attempts.at(-1)?.password ?? '';
    // A directory that does not answer just now proves nothing.
    const opens = await this.#around.world.slapd.opens(resident.uid, password).catch(() => undefined);
    assert.notEqual(opens, false, `${resident.uid}: the page says that the directory has ${password}`);
  }

  async #startOver(): Promise<void> {
    const { browser } = this.#walk;
    const dead = await this.#again('open', () => browser.open(`${this.#base}password`));
    await this.#again('request', async () => {
      this.#around.counters.requests += 1;
      const shown = await browser.submit(formTo(dead, 'restart'));
      this.#noteSent(shown);
      return shown;
    });
  }

  #noteSent({ status, body }: Shown): void {
    if (status === UNAVAILABLE) return;
    assert.equal(status, 200, body);
    this.#walk.sent.push(Date.now());
  }

  /** The newest link that was not tried yet; one that is dead was replaced, because its request was made again. */
  async #openNewestLink(): Promise<{ link: string; shown: Shown }> {
    const { browser } = this.#walk;
    for (;;) {
      const link = await until(() => this.#newestLink(), {
        missing: () => `no link for ${this.#walk.resident.address} (asked ${this.#walk.sent.length} times)`,
        patienceMs: PATIENCE_MS,
        waits: () => !this.#around.isCalm(),
      });
      this.#dead.add(link);
      const shown = await this.#again('open', () => browser.open(new URL(link).pathname));
      if (shown.status === 200) return { link, shown };
      assert.equal(shown.status, 410, shown.body);
    }
  }

  #newestLink(): string | undefined {
    const { world } = this.#around;
    const mails = world.relay.mailsTo(this.#walk.resident.address);
    const links = mails.filter(isLinkMail).map((mail) => linkIn(mail, world.installation.publicUrl));
    // A mail that was on its way while its link was used comes after the next one.
    return links.findLast((link) => !this.#dead.has(link));
  }

  async #choose({ link, shown }: { link: string; shown: Shown }): Promise<Round> {
    const { browser, resident } = this.#walk;
    const form = formWith(shown, 'password');
    const round: Round = { link, attempts: [], end: 'accepted' };
    const answer = await this.#again('password', async () => {
      const password = `Passe-${resident.uid}-${this.#walk.rounds.length + 1}-${round.attempts.length + 1}`;
      const attempt: Attempt = { password, postedAt: Date.now(), answer: 'lost' };
      round.attempts.push(attempt);
      this.#around.counters.passwords += 1;
      const body = new URLSearchParams([
        ...new Map([...form.fields, ['password', password], ['confirmation', password]]),
      ]);
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      try {
        const response = await browser.send('POST', form.action, { headers, body: body.toString() });
        attempt.answer = answerOf(response);
        return response;
      } catch (thrown) {
        if (thrown instanceof BrokenConnection && thrown.neverSent) round.attempts.pop();
        throw thrown;
      }
    });
    if (answer.status === 303) return round;
    const mayHaveBeenTaken = round.attempts.some((attempt) => attempt.answer === 'lost');
    assert.ok(mayHaveBeenTaken, `${resident.uid}: the link was used although every answer was seen`);
    return { ...round, end: 'used' };
  }
}

function answerOf({ status, body }: Response): Attempt['answer'] {
  switch (status) {
    case 303:
      return 'accepted';
    case 410:
      return 'link-used';
    case UNAVAILABLE:
      assert.match(body, NOTHING_CHANGED);
      return 'unavailable';
    default:
      throw new Error(`POST /password was answered ${status}: ${body}`);
  }
}

/** Mails with a link have one for "it was not me" too. */
export function isLinkMail({ lines }: { lines: readonly string[] }): boolean {
  return lines.some((line) => /^https?:\S+\/jeton\/\S+$/.test(line));
}
