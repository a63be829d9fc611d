import assert from 'node:assert/strict';
import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { test } from 'node:test';
import { loadSettings } from '../../src/config/load-settings.ts';
import { runJeton } from '../support/jeton.ts';
import { FIRST_PASSWORD, NO_SAMBA, startSamba } from '../support/samba.ts';
import { startSmtp } from '../support/smtp.ts';
import { createTempFolder } from '../support/temp-folder.ts';

test(
  'jeton init on a real domain of Active Directory: recognised, and what it writes passes the check',
  { skip: NO_SAMBA, timeout: 180_000 },
  async () => {
    await using samba = await startSamba();
    await using relay = await startSmtp();
    await using folder = await createTempFolder();
    await samba.addPerson('cmartin', {
      ...{ employeeNumber: ['28700001'], otherMailbox: ['camille.martin@exemple.test'] },
      ...{ displayName: ['Camille Martin'], mail: ['camille.martin@univ.example'], preferredLanguage: ['fr'] },
    });
    await writeFile(folder.file('bind'), samba.service.password);
    await writeFile(folder.file('ca'), samba.caPem);
    const config = folder.file('jeton.yaml');
    const ran = await runJeton([
      ...['init', '--config', config, '--yes', '--ldap', samba.urls.ldaps, '--ca', folder.file('ca')],
      ...['--bind-dn', samba.service.dn, '--bind-password-file', folder.file('bind'), '--base', samba.base],
      ...['--institution', 'Université Exemple', '--support', 'assistance@univ.example'],
      ...['--smtp', `127.0.0.1:${relay.port}`],
    ]);
    assert.equal(ran.code, 0, ran.stdout + ran.stderr);
    assert.match(ran.stdout, /: Active Directory$/m);
    const { directory } = await loadSettings(config, {});
    assert.ok(directory.type === 'active-directory');
    assert.deepEqual([directory.addresses, directory.notify], [['otherMailbox'], ['mail']]);
    assert.deepEqual(directory.account, {
      ...{ number: 'employeeNumber', login: 'sAMAccountName', name: 'displayName', language: 'preferredLanguage' },
    });
    const checked = await runJeton(['check', '--config', config]);
    assert.equal(checked.code, 0, checked.stdout + checked.stderr);
    assert.match(checked.stdout, /^ok +directory: ldaps:\S+: its clock agrees with this machine’s$/m);

    await writeFile(folder.file('secrets/test.password'), FIRST_PASSWORD, { mode: 0o600 });
    const account = 'check: { account: 28700001, password: { file: ./secrets/test.password } }\n';
    await appendFile(config, account);
    const tried = await runJeton(['check', '--config', config]);
    assert.equal(tried.code, 0, tried.stdout + tried.stderr);
    assert.match(tried.stdout, /^ok +rights: a password was set for 28700001 and opens the account$/m);
    const kept = await readFile(folder.file('secrets/test.password'), 'utf8');
    assert.ok(await samba.opens('cmartin', kept.trimEnd()));
    assert.doesNotMatch(tried.stdout, /WAS NOT PUT BACK/);
  },
);
