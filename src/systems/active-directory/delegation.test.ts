import assert from 'node:assert/strict';
import { test } from 'node:test';
import { delegationCommand, readingCommand } from './delegation.ts';

const trustee = { sid: 'S-1-5-21-1-2-3-1103', principal: 'svc-jeton@ad.univ.example' } as const;
const base = 'OU=People,DC=ad,DC=univ,DC=example';

test('on Windows, dsacls grants what is missing on the people below, and nothing else', () => {
  const on = { base, trustee, isSamba: false } as const;
  assert.equal(
    delegationCommand({ ...on, rights: ['reset', 'pwdLastSet', 'lockoutTime', 'adminCount'] }),
    [
      `dsacls "${base}" /I:S /G "svc-jeton@ad.univ.example:CA;Reset Password;user"`,
      '"svc-jeton@ad.univ.example:RPWP;pwdLastSet;user"',
      '"svc-jeton@ad.univ.example:RPWP;lockoutTime;user"',
      '"svc-jeton@ad.univ.example:RP;adminCount;user"',
    ].join(' '),
  );
  assert.equal(
    delegationCommand({ ...on, rights: ['lockoutTime'] }),
    `dsacls "${base}" /I:S /G "svc-jeton@ad.univ.example:RPWP;lockoutTime;user"`,
  );
});

test('on Windows, dsacls lets a fine-grained policy be read', () => {
  const dn = 'CN=Staff,CN=Password Settings Container,CN=System,DC=ad,DC=univ,DC=example';
  assert.equal(readingCommand({ dn, trustee, isSamba: false }), `dsacls "${dn}" /G "svc-jeton@ad.univ.example:GR"`);
});
