// Loaded before every script (`node --import`), in JavaScript, so that an older Node can still read it and say what is wrong.
import process from 'node:process';

const NEEDED = 24;
const major = Number(process.versions.node.split('.', 1)[0]);

if (major < NEEDED) {
  process.stderr.write(
    `Jeton needs Node.js ${NEEDED} or later; this is ${process.versions.node} (${process.execPath}).\n` +
      'Run `npm ci` and start the script with `npm run …` or `npm test`: the install brings its own Node.\n' +
      'Where it brings none (another platform, or `--omit=optional`), install Node.js 24.\n',
  );
  process.exit(1);
}
