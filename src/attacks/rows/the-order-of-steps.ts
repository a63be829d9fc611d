import { linksIn } from '../mail.ts';
import type { Row } from '../row.ts';
import {
  type Link,
  browserOf,
  choose,
  countMails,
  freshPassword,
  isTaken,
  obtainLink,
  offersChoice,
  openLink,
  pathOf,
  postForm,
  waitForMail,
} from '../walk.ts';

/** The link of the same mail that revokes: where it leads, within the instance. */
function revokingPath({ mail }: Link): string {
  const url = linksIn(mail).find((line) => line.includes('/not-me/'));
  if (url === undefined) throw new Error('the mail holds no link that revokes');
  return new URL(url).pathname;
}

export const STEP_SKIPPING: Row = {
  number: 13,
  title: 'a step is skipped, or taken with the cookie of another',
  knownFrom: 'CVE-2026-18963, GHSA-4q3w-q5mc-45rq',
  async attack(scene, note) {
    const password = freshPassword(scene);
    const fields = Object.entries({
      password,
      confirmation: password,
      reset: 'x',
      account: '0',
      email: scene.a.address,
    });
    const asked = browserOf(scene);
    await asked.open(pathOf(scene));
    const count = await countMails(scene);
    await postForm(asked, pathOf(scene), [['email', scene.a.address]]);
    await waitForMail(scene, scene.a.address, count);
    for (const page of ['password', 'follow', 'not-me', 'restart']) {
      for (const browser of [browserOf(scene), asked]) {
        const { status } = await postForm(browser, pathOf(scene, page), fields);
        note(`${page} right after the request is answered ${status}`, status >= 400 && status < 500);
      }
    }
    const link = await obtainLink(scene, scene.a);
    const revoking = browserOf(scene);
    await revoking.open(revokingPath(link));
    const { status } = await postForm(revoking, pathOf(scene, 'password'), fields);
    note(`a password with the cookie of “it was not me” is answered ${status}`, status >= 400 && status < 500);
    note('a password is set without a link', !(await openedBy(scene, password)));
  },
};

/** False where the bench cannot tell. */
async function openedBy({ powers, a }: Parameters<Row['attack']>[0], password: string): Promise<boolean> {
  return (await powers.opens?.(a, password)) ?? false;
}

export const UNBOUND_TOKEN: Row = {
  number: 14,
  title: 'the token of one sets the password of another',
  knownFrom: 'CVE-2023-26481, CVE-2023-49032, CVE-2018-12421',
  needs: ['opens'],
  async attack(scene, note) {
    const visit = await openLink(scene, await obtainLink(scene, scene.a));
    const other = await openLink(scene, await obtainLink(scene, scene.b));
    const { fields } = other.shown.forms.find((form) => form.fields.has('password')) ?? {
      fields: new Map<string, string>(),
    };
    const hidden = Object.fromEntries([...fields].filter(([name]) => !['password', 'confirmation'].includes(name)));
    const password = freshPassword(scene);
    const mixed = await choose(visit, { password, more: hidden });
    note(`A's cookie with B's form is answered ${mixed.status}`, !isTaken(mixed));
    const own = await choose(visit, {
      password,
      more: {
        email: scene.b.address,
        login: scene.b.address,
        uid: scene.b.address,
        user: scene.b.address,
        account: '1',
      },
    });
    note(`further fields are answered ${own.status}`, own.status === 303 || (own.status >= 400 && own.status < 500));
    note('B has the password that was chosen behind A’s link', !(await scene.powers.opens?.(scene.b, password)));
  },
};

export const TOKEN_CONFUSION: Row = {
  number: 15,
  title: 'a token of one kind passes for another',
  knownFrom: 'reports',
  async attack(scene, note) {
    const link = await obtainLink(scene, scene.a);
    const revoking = revokingPath(link).split('/').at(-1) ?? '';
    const asLink = await openLink(scene, { path: pathOf(scene, `jeton/${revoking}`) });
    note('the token that revokes opens the form', !offersChoice(asLink));
    const shown = await browserOf(scene).open(pathOf(scene, `not-me/${link.token}`));
    note(
      'the link’s token shows what revokes',
      shown.forms.every(({ action }) => !action.endsWith('not-me')),
    );
    const visit = await openLink(scene, link);
    await choose(visit, { password: freshPassword(scene) });
    const follow = [...visit.browser.cookies.values()].map(({ value }) => value);
    for (const token of follow) {
      const again = await openLink(scene, { path: pathOf(scene, `jeton/${token}`) });
      note('the token of the follow page opens the form', !offersChoice(again));
    }
  },
};

export const TOKEN_REUSE: Row = {
  number: 16,
  title: 'a link is good twice',
  knownFrom: 'reports',
  async attack(scene, note) {
    const link = await obtainLink(scene, scene.a);
    const visit = await openLink(scene, link);
    note('the link is good once', isTaken(await choose(visit, { password: freshPassword(scene) })));
    const again = await openLink(scene, link);
    note('it shows the form again', !offersChoice(again));
    const { action = pathOf(scene, 'password'), fields = new Map<string, string>() } = visit.shown.forms[0] ?? {};
    const password = freshPassword(scene);
    for (const browser of [again.browser, visit.browser]) {
      const filled = { ...Object.fromEntries(fields), password, confirmation: password };
      const { status } = await postForm(browser, action, Object.entries(filled));
      note(`its form is answered ${status} again`, status >= 400 && status < 500);
    }
  },
};

export const OLD_LINKS: Row = {
  number: 18,
  title: 'an older link stays alive',
  knownFrom: 'reports',
  async attack(scene, note) {
    const first = await obtainLink(scene, scene.a);
    const opened = await openLink(scene, first);
    const second = await obtainLink(scene, scene.a);
    note('the older one shows the form', !offersChoice(await openLink(scene, first)));
    const { status } = await choose(opened, { password: freshPassword(scene) });
    note(`a form of the older one is answered ${status}`, status >= 400 && status < 500);
    note('the newer one is dead', offersChoice(await openLink(scene, second)));
  },
};

export const OUTLIVING_LINKS: Row = {
  number: 19,
  title: 'a link outlives a change of the account',
  knownFrom: 'reports',
  needs: ['changeElsewhere', 'moveAddress', 'close'],
  async attack(scene, note) {
    const { powers, a } = scene;
    const changes: readonly (readonly [string, () => Promise<void>, () => Promise<void>])[] = [
      [
        'another password',
        async () => await powers.changeElsewhere?.(a, freshPassword(scene)),
        () => Promise.resolve(),
      ],
      ['a closed account', async () => await powers.close?.(a, true), async () => await powers.close?.(a, false)],
      [
        'another address',
        async () => await powers.moveAddress?.(a, 'ailleurs@exemple.test'),
        async () => await powers.moveAddress?.(a, a.address),
      ],
    ];
    for (const [what, change, back] of changes) {
      const visit = await openLink(scene, await obtainLink(scene, a));
      await change();
      const { status } = await choose(visit, { password: freshPassword(scene) });
      note(`after ${what}, a password is answered ${status}`, status >= 400 && status < 500);
      await back();
    }
  },
};

export const DOUBLE_SPEND: Row = {
  number: 17,
  title: 'one link is used twice at the same moment',
  knownFrom: 'CVE-2026-22751',
  needs: ['otherNode', 'opens'],
  async attack(scene, note) {
    const { powers, a } = scene;
    const one = [scene.origin];
    const two = [scene.origin, powers.otherNode ?? scene.origin];
    // A race is not lost each time.
    for (const nodes of [one, two, one, two, one, two]) {
      const link = await obtainLink(scene, a);
      const visits = await Promise.all(
        Array.from({ length: 16 }, (_, index) => openLink(scene, link, browserOf(scene, nodes[index % nodes.length]))),
      );
      const passwords = visits.map(() => freshPassword(scene));
      const answers = await Promise.all(
        visits.map((visit, index) => choose(visit, { password: passwords[index] ?? '' })),
      );
      const taken = answers.filter(isTaken).length;
      note(`${taken} of 16 posts over ${nodes.length} nodes succeed`, taken === 1);
      const winner = passwords[answers.findIndex(isTaken)] ?? '';
      note('the one that was told so is not the one that opens', (await powers.opens?.(a, winner)) === true);
    }
  },
};

const HOURS = 3_600_000;

export const EXPIRY: Row = {
  number: 20,
  title: 'a link lives longer than it says',
  knownFrom: 'reports',
  needs: ['advance'],
  async attack(scene, note) {
    const link = await obtainLink(scene, scene.b);
    const early = await openLink(scene, link);
    await scene.powers.advance?.(12 * HOURS - 60_000);
    note('it is dead before its time', offersChoice(await openLink(scene, link)));
    await scene.powers.advance?.(61_000);
    note('it shows the form after its time', !offersChoice(await openLink(scene, link)));
    const { status } = await choose(early, { password: freshPassword(scene) });
    note(`a form of before is answered ${status} after its time`, status >= 400 && status < 500);
  },
};
