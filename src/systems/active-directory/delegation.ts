/** What the service account must be allowed to do to people. */
export type Right = 'reset' | 'pwdLastSet' | 'lockoutTime' | 'adminCount';

/** MS-ADTS, 5.1.3.2.1 (User-Force-Change-Password), and schema ids of MS-ADA3 and MS-ADA1. */
const GUIDS: Readonly<Record<Right, string>> = {
  reset: '00299570-246d-11d0-a768-00aa006e0529',
  pwdLastSet: 'bf967a0a-0de6-11d0-a285-00aa003049e2',
  lockoutTime: '28630ebf-41d5-11d1-a9c1-0000f80367c1',
  adminCount: 'bf967918-0de6-11d0-a285-00aa003049e2',
};
const USER_CLASS = 'bf967aba-0de6-11d0-a285-00aa003049e2';

export const RESET_GUID = GUIDS.reset;
/** Of the mark of protected accounts. */
export const MARK_GUID = GUIDS.adminCount;
export const RIGHT_NAMES: Readonly<Record<Right, string>> = {
  reset: 'reset passwords',
  pwdLastSet: 'write pwdLastSet',
  lockoutTime: 'write lockoutTime',
  adminCount: 'read adminCount',
};

/** The service account, in the two ways in which commands take it. */
export interface Trustee {
  /** `S-1-5-21-…`. */
  readonly sid: string;
  /** `svc-jeton@ad.univ.example`. */
  readonly principal: string;
}

/** To whom something is to be delegated, and where. */
export interface Delegation {
  readonly base: string;
  readonly trustee: Trustee;
  readonly rights: readonly Right[];
  /** Whether the domain controller is Samba's. */
  readonly isSamba: boolean;
}

/** The command that grants these rights on the people below the base, as an administrator of the domain types it. Pure. */
export function delegationCommand({ base, trustee, rights, isSamba }: Delegation): string {
  if (!isSamba) {
    const grants = rights.map((right) => {
      const access = right === 'reset' ? 'CA;Reset Password' : `${accessTo(right)};${right}`;
      return `"${trustee.principal}:${access};user"`;
    });
    return `dsacls "${base}" /I:S /G ${grants.join(' ')}`;
  }
  const aces = rights.map((right) => {
    return `(OA;CIIO;${accessTo(right)};${GUIDS[right]};${USER_CLASS};${trustee.sid})`;
  });
  return `samba-tool dsacl set --objectdn="${base}" --sddl="${aces.join('')}"`;
}

/** As SDDL writes it; `dsacls` only has another word for the first. */
function accessTo(right: Right): 'CR' | 'RP' | 'RPWP' {
  if (right === 'reset') return 'CR';
  return right === 'adminCount' ? 'RP' : 'RPWP';
}

/** To whom one entry is to be shown. */
export interface Reading {
  readonly dn: string;
  readonly trustee: Trustee;
  readonly isSamba: boolean;
}

/** The command that lets the service account read a fine-grained policy; by default only administrators may. Pure. */
export function readingCommand({ dn, trustee, isSamba }: Reading): string {
  return isSamba
    ? `samba-tool dsacl set --objectdn="${dn}" --sddl="(A;;RPLCLORC;;;${trustee.sid})"`
    : `dsacls "${dn}" /G "${trustee.principal}:GR"`;
}
