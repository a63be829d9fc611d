/** Asks for a password and then for something else, as `jeton init` does; for a terminal. */
import { openPrompt } from '../../src/main/init/prompt.ts';

using prompt = openPrompt();
await prompt.askSecret('Password: ');
await prompt.ask('Next: ');
