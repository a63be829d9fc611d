/** `npm run trees`: writes the accessibility tree of each French page anew, to be read before it is kept. */
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { launchChromium } from '../tests/support/chromium.ts';
import { startPageServer } from '../tests/support/page-server.ts';
import { TREES, holdStill, treeOf } from '../tests/support/trees.ts';

await using server = await startPageServer();
await using chromium = await launchChromium({ javaScript: true });
const page = await chromium.newPage();
await holdStill(page);
await rm(TREES, { recursive: true, force: true });
await mkdir(TREES, { recursive: true });
for (const name of [...server.pages.keys()].filter((each) => each.startsWith('fr/'))) {
  await page.goto(server.addressOf(name));
  await writeFile(join(TREES, `${name.slice(3)}.txt`), await treeOf(page));
}
