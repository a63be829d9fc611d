import { after } from 'node:test';

/** How long a test file may take to come to rest after its last test, in milliseconds. */
const REST_MS = 5000;

/** A file whose tests are over and that does not end has left something open: it fails and says what. */
after(() => {
  setTimeout(() => {
    console.error(`left open after the last test: ${process.getActiveResourcesInfo().join(', ')}`);
    process.exit(1);
  }, REST_MS).unref();
});
