import { z } from 'zod';
import type { ActiveDirectoryApplicationSettings } from '../../application-settings.ts';
import type { Surroundings } from '../../files.ts';
import { oneOf } from '../../leaves.ts';
import { type Kind, mapping } from '../../mapping.ts';
import { domainSettings, judgeDomain } from '../active-directory.ts';
import { attribute, tlsOf } from '../ldap.ts';
import { holds, name } from './common.ts';

/** What the password dialogs of Windows let people type. */
const TYPED = { characters: 127 };

function matchSection(): z.ZodType<ActiveDirectoryApplicationSettings['match']> {
  return mapping({
    attribute: attribute
      .prefault('sAMAccountName')
      .describe('Attribute by which the person is found there; it must be one that only one person can have.'),
    by: oneOf(['login', 'number']).prefault('login').describe('What stands in it: the login or the number.'),
  });
}

export function activeDirectoryApplication(surroundings: Surroundings): Kind<ActiveDirectoryApplicationSettings> {
  return mapping({
    name,
    type: z
      .literal('active-directory')
      .describe('A domain of Active Directory, or of Samba, that is not the authority: the password is set there too.'),
    ...domainSettings(surroundings),
    match: matchSection().prefault({}).describe('Whose password is set there.'),
    holds: holds(TYPED).prefault({}),
  })
    .superRefine(...judgeDomain)
    .transform(({ tls, timeout: timeoutMs, holds: capacity, ...rest }) => {
      return { ...rest, tls: tlsOf(rest.urls, tls), capacity, timeoutMs };
    });
}
