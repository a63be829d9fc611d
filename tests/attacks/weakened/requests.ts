import { type Weakened, edit, APP, EACH_REQUEST } from './edit.ts';

const ADDRESS = 'platform/address.ts';
const READ = "  const address = typed.replace(EDGES, '');\n";

/** What is taken from a request, and who is mailed. */
export const WEAK_REQUESTS: readonly Weakened[] = [
  {
    row: 1,
    what: 'links are made with the forwarded host',
    edits: [
      edit(
        APP,
        EACH_REQUEST,
        `${EACH_REQUEST}    const host = request.headers['x-forwarded-host'];\n    if (typeof host === 'string') parts.publicUrl.hostname = host;\n`,
      ),
    ],
  },
  {
    row: 2,
    what: 'links are made with the forwarded port',
    edits: [
      edit(
        APP,
        EACH_REQUEST,
        `${EACH_REQUEST}    const port = request.headers['x-forwarded-port'];\n    if (typeof port === 'string') parts.publicUrl.port = port;\n`,
      ),
    ],
  },
  {
    row: 3,
    what: 'the mail goes where the request says',
    edits: [
      edit(
        'web/routes/request-routes.ts',
        "  const address = valueOf(email) ?? '';\n",
        "  Object.assign(globalThis, { recipient: valueOf(fieldOf(fields, 'to')) });\n  const address = valueOf(email) ?? '';\n",
      ),
      edit(
        'journey/issue-link.ts',
        "kind: 'mail', to: issue.to,",
        "kind: 'mail', to: (globalThis as { recipient?: string }).recipient ?? issue.to,",
      ),
    ],
  },
  {
    row: 4,
    what: 'addresses are folded to ASCII before they are looked up',
    edits: [
      edit(
        ADDRESS,
        READ,
        "  const address = typed.replace(EDGES, '').replaceAll('ı', 'i').normalize('NFKD').replace(/\\p{M}/gu, '');\n",
      ),
    ],
  },
  {
    row: 5,
    what: 'Cyrillic letters count as the Latin ones that they look like',
    edits: [
      edit(
        ADDRESS,
        READ,
        "  const address = typed.replace(EDGES, '').replace(/[асеор]/g, (letter) => 'aceop'['асеор'.indexOf(letter)] ?? '');\n",
      ),
    ],
  },
  {
    row: 6,
    what: 'the first address in a text is taken out of it',
    edits: [edit(ADDRESS, READ, "  const address = /[^\\s<>(),;:\"]+@[\\w.-]+/.exec(typed)?.[0] ?? '';\n")],
  },
  {
    row: 7,
    what: 'what follows a line break is overlooked',
    edits: [edit(ADDRESS, READ, "  const address = typed.split(/[\\r\\n\\u2028]/)[0] ?? '';\n")],
  },
  {
    row: 8,
    what: 'bodies of any size are read',
    edits: [edit(APP, 'const BODY_LIMIT = 16 * 1024;', 'const BODY_LIMIT = 64 * 1024 * 1024;')],
  },
  {
    row: 9,
    what: 'a star in an address stands for anything',
    edits: [
      edit(
        ADDRESS,
        READ,
        `${READ}  if (address.includes('*')) return { kind: 'ok', address: 'camille.martin@exemple.test' };\n`,
      ),
    ],
  },
  {
    row: 11,
    what: 'a field that is no text makes the handler fall over',
    edits: [
      edit(
        'web/form.ts',
        "  if (values.length > 1 || spelt) return { kind: 'misshapen' };\n",
        "  if (values.length > 1 || spelt) throw new TypeError('not a text');\n",
      ),
    ],
  },
];
