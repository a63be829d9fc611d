import { parseArgs } from 'node:util';
import { CONTRAST, EVERY_RULE, findViolations } from '../tests/support/axe.ts';
import { launchChromium } from '../tests/support/chromium.ts';
import { type PageServer, startPageServer } from '../tests/support/page-server.ts';
import { prepare } from './prepare.ts';

/** `npm run axe`: every page in every state and language, with JavaScript and without, in the light and in the dark. */
const HELP = `npm run axe [-- --pages NAME]: what axe-core finds wrong with the pages

Every page in every state and language, with JavaScript and without, in the light, in the dark and with more contrast.

  --pages NAME  only pages whose name holds this: fr/, ar/password

Prints a line for each fault, and how many were tried. Exit code 0 when there is no fault, 1 otherwise.`;

/** In the light every rule is tried; what else a scheme changes is contrast alone. */
const LOOKS = [
  { name: 'light', media: { colorScheme: 'light', contrast: 'no-preference' }, rules: EVERY_RULE },
  { name: 'dark', media: { colorScheme: 'dark', contrast: 'no-preference' }, rules: CONTRAST },
  { name: 'light, more contrast', media: { colorScheme: 'light', contrast: 'more' }, rules: CONTRAST },
  { name: 'dark, more contrast', media: { colorScheme: 'dark', contrast: 'more' }, rules: CONTRAST },
] as const;

interface Counted {
  readonly tried: number;
  readonly faults: number;
}

async function tryAll(server: PageServer, names: readonly string[], javaScript: boolean): Promise<Counted> {
  await using chromium = await launchChromium({ javaScript: true });
  const page = await chromium.newPage();
  // axe itself is a script: without any, the page's own are kept away.
  if (!javaScript) await page.route('**/*.js', (route) => route.abort());
  let [tried, faults] = [0, 0];
  for (const [index, name] of names.entries()) {
    await page.goto(server.addressOf(name));
    for (const { name: look, media, rules } of LOOKS) {
      await page.emulateMedia(media);
      tried += 1;
      for (const fault of await findViolations(page, rules)) {
        faults += 1;
        console.log(`${name}, ${look}, ${javaScript ? 'with' : 'without'} JavaScript: ${fault}`);
      }
    }
    if (index % 100 === 99)
      console.error(`${index + 1} of ${names.length} ${javaScript ? 'with' : 'without'} JavaScript`);
  }
  return { tried, faults };
}

async function run(wanted: string): Promise<number> {
  await using server = await startPageServer();
  const names = [...server.pages.keys()].filter((name) => name.includes(wanted));
  const counted = await Promise.all([tryAll(server, names, true), tryAll(server, names, false)]);
  const sum = (what: keyof Counted): number => counted.reduce((all, each) => all + each[what], 0);
  console.log(`${names.length} pages, ${sum('tried')} looks at them: ${sum('faults')} faults`);
  return names.length > 0 && sum('faults') === 0 ? 0 : 1;
}

const { values } = parseArgs({
  options: { pages: { type: 'string', default: '' }, help: { type: 'boolean', short: 'h', default: false } },
});
if (values.help) console.log(HELP);
else if (!prepare()) process.exitCode = 1;
else process.exitCode = await run(values.pages);
