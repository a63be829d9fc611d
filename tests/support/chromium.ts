import { chromium } from 'playwright-core';
import type { Page } from 'playwright-core';

import { findChromium } from './programs.ts';

const TIMEOUT_MS = 30_000;
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

export interface ChromiumOptions {
  readonly javaScript: boolean;
  /** BCP 47 tag, what the browser asks pages for; French by default. */
  readonly locale?: string;
  /** CSS pixels; a desktop screen by default. */
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Where other tools may drive it, too. */
  readonly debuggingPort?: number;
}

export interface Chromium extends AsyncDisposable {
  /** A new page of a new visitor: no cookies, nothing cached. */
  newPage(): Promise<Page>;
}

/** Starts a real Chromium; it ends at the end of the block (`await using`). */
export async function launchChromium(options: ChromiumOptions): Promise<Chromium> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    throw new Error(
      'No Chromium on this machine. Install one (Debian: apt-get install chromium-headless-shell fonts-liberation) or set CHROMIUM to its path.',
    );
  }
  const { javaScript, locale = 'fr-FR', viewport = { width: 1280, height: 800 }, debuggingPort: port } = options;
  const args = port === undefined ? FLAGS : [...FLAGS, `--remote-debugging-port=${port}`];
  const browser = await chromium.launch({ executablePath, args, timeout: TIMEOUT_MS });

  return {
    async newPage() {
      const context = await browser.newContext({ javaScriptEnabled: javaScript, locale, viewport });
      context.setDefaultTimeout(TIMEOUT_MS);
      return context.newPage();
    },
    [Symbol.asyncDispose]: () => browser.close(),
  };
}
