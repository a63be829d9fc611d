import { type Weakened, edit } from './edit.ts';

const LINKS = 'journey/links.ts';
const RESETS = 'ledger/resets.ts';
/** The link's own hash, or that of what revokes it. */
const EVERY_TOKEN = edit(
  LINKS,
  "(await findResetByHash(db, 'entered_hash', hash));",
  "(await findResetByHash(db, 'entered_hash', hash)) ?? (await findResetByHash(db, 'revoke_hash', hash));",
);

/** What a link is good for, and for whom. */
export const WEAK_LINKS: readonly Weakened[] = [
  {
    row: 12,
    what: 'a link that is none leads to whichever is there',
    edits: [
      edit(
        'web/well-formed.ts',
        '  return token !== undefined && isWellFormed(token) ? token : undefined;\n',
        "  return token === undefined ? undefined : token.padEnd(43, 'A').slice(0, 43);\n",
      ),
      edit(
        LINKS,
        '  const hash = hashToken(token);\n',
        "  const hash = hashToken(token.endsWith('AAA') ? last : token);\n  if (!token.endsWith('AAA')) last = token;\n",
      ),
      edit(LINKS, 'function isNotEmpty', "let last = '';\nfunction isNotEmpty"),
    ],
  },
  {
    row: 13,
    what: 'the cookie of “it was not me” is good for a password',
    edits: [
      edit(
        'web/routes/password-routes.ts',
        "  const { request } = reply;\n  const visit = visitOf(parts, request, 'password');\n  const token = wellFormed(parts.cookies.read(request, 'jeton'));\n",
        "  const { request } = reply;\n  const visit = visitOf(parts, request, 'password');\n  const token = wellFormed(parts.cookies.read(request, 'jeton') ?? parts.cookies.read(request, 'not-me'));\n",
      ),
      EVERY_TOKEN,
      edit(
        'journey/choose-password.ts',
        "  if (choice.resetId !== undefined && choice.resetId !== reset.id) return { kind: 'other-link' };\n",
        '',
      ),
      edit('journey/choose-password.ts', 'position ?? (link', '(link'),
    ],
  },
  {
    row: 14,
    what: 'a form of another link than the one held is taken',
    edits: [
      edit(
        'journey/choose-password.ts',
        "  if (choice.resetId !== undefined && choice.resetId !== reset.id) return { kind: 'other-link' };\n",
        '',
      ),
    ],
  },
  { row: 15, what: 'every token of a reset opens it', edits: [EVERY_TOKEN] },
  {
    row: 16,
    what: 'a used link is open',
    edits: [
      edit(
        LINKS,
        "    case 'used':\n",
        "    case 'used':\n      return openLinkOf(reset);\n    // @ts-expect-error never reached\n    case 'used-':\n",
      ),
    ],
  },
  {
    row: 17,
    what: 'a link is used without being looked at in the same moment',
    edits: [
      // On a machine that is slow between the two.
      edit(
        'journey/choose-password.ts',
        '  return await accept(parts, { reset, linked, choice, person });\n',
        '  await new Promise((resolve) => setTimeout(resolve, 300));\n  return await accept(parts, { reset, linked, choice, person });\n',
      ),
      edit(
        RESETS,
        "    .where('state', '=', 'open')\n    .where('expires_at', '>', value('now')),\n);\n\n/** Opens a used",
        "    .where('expires_at', '>', value('now')),\n);\n\n/** Opens a used",
      ),
    ],
  },
  {
    row: 18,
    what: 'a superseded link is open',
    edits: [edit(LINKS, "    case 'superseded':\n", "    case 'superseded':\n      return openLinkOf(reset);\n")],
  },
  {
    row: 19,
    what: 'the account is not looked at again',
    edits: [
      edit(
        'journey/recheck.ts',
        "  if (addressOfReset(parts, reset, account) === undefined) return { kind: 'stale', why: 'address-moved' };\n",
        '',
      ),
    ],
  },
  {
    row: 20,
    what: 'links do not expire',
    edits: [edit(LINKS, 'reset.expires_at <= now ?', 'reset.expires_at < 0 ?')],
  },
  {
    row: 21,
    what: 'half of a token is always the same',
    edits: [
      edit('journey/tokens.ts', 'random.bytes(TOKEN_BYTES)', 'Buffer.concat([Buffer.alloc(16), random.bytes(16)])'),
    ],
  },
  {
    row: 22,
    what: 'codes are compared whatever their number',
    edits: [edit('journey/enter-code.ts', '  if (throttled !== undefined) return throttled;\n', '  void throttled;\n')],
  },
  {
    row: 22,
    what: 'a code is good in any browser',
    edits: [
      edit(
        'journey/short-codes.ts',
        "createHmac('sha256', Buffer.from(waitingHash, 'base64url'))",
        "createHmac('sha256', waitingHash.slice(0, 0))",
      ),
    ],
  },
  {
    row: 23,
    what: 'tokens are stored as they are',
    edits: [
      edit(
        'journey/tokens.ts',
        "  return createHash('sha256').update(text).digest();\n",
        '  void createHash;\n  return Buffer.from(text);\n',
      ),
    ],
  },
];
