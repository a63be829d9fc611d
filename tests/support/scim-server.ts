import express from 'express';
import SCIMMY from 'scimmy';
import SCIMMYRouters from 'scimmy-routers';
import { type HttpStand, startHttpStand } from './http-stand.ts';

/** A SCIM server by others: SCIMMY, with its own routers. Its users live in memory; what it knows of them is ours. */
export interface ScimServer extends HttpStand {
  /** What clients show to be admitted. */
  readonly token: string;
  /** Under any of its ports. */
  readonly path: string;
  /** Whether this password is the user's. */
  opens(userName: string, password: string): boolean;
}

export interface ScimPerson {
  readonly userName: string;
  readonly externalId: string;
  readonly employeeNumber: string;
}

const TOKEN = 'sesame-de-scim';
const PATH = '/scim/v2';
const LEAST = 8;
const HELD_TO = 3;

interface Held {
  readonly id: string;
  readonly person: ScimPerson;
  /** The newest first. */
  passwords: readonly string[];
}

/** SCIMMY keeps what it serves for the whole process, so there is one such server in each. */
export async function startScimServer(people: readonly ScimPerson[]): Promise<ScimServer> {
  const users = new Map<string, Held>(
    people.map((person, index) => [`u-${index + 1}`, { id: `u-${index + 1}`, person, passwords: [] }]),
  );
  declareUsers(users);
  const app = express();
  app.use(PATH, new SCIMMYRouters({ type: 'bearer', handler: admit }) as unknown as express.Router);
  const stand = await startHttpStand((request, response) => {
    app(request as express.Request, response as express.Response);
  });
  return {
    ...stand,
    token: TOKEN,
    path: PATH,
    opens(userName, password) {
      const held = [...users.values()].find(({ person }) => person.userName === userName);
      return held?.passwords[0] === password;
    },
  };
}

function admit({ headers }: express.Request): string {
  if (headers.authorization === `Bearer ${TOKEN}`) return 'jeton';
  throw new Error('Who are you?');
}

function declareUsers(users: ReadonlyMap<string, Held>): void {
  const { User } = SCIMMY.Resources;
  User.extend(SCIMMY.Schemas.EnterpriseUser, false);
  SCIMMY.Resources.declare(User)
    .egress((resource) => {
      const all = [...users.values()].map(shown);
      if (resource.id !== undefined) {
        const one = all.find(({ id }) => id === resource.id);
        if (one === undefined) throw new SCIMMY.Types.Error(404, '', `User ${resource.id} not found`);
        return one;
      }
      // Its filters look for an extension's attribute under its whole name.
      const flat = all.map((one) => ({ ...one, [`${ENTERPRISE}:employeeNumber`]: one[ENTERPRISE].employeeNumber }));
      if (resource.filter === undefined) return all;
      const ids = new Set((resource.filter.match(flat) as typeof flat).map(({ id }) => id));
      return all.filter(({ id }) => ids.has(id));
    })
    .ingress((resource, data) => {
      const held = users.get(resource.id ?? '');
      if (held === undefined) throw new SCIMMY.Types.Error(404, '', 'User not found');
      const { password } = data as { readonly password?: string };
      if (password !== undefined) set(held, password);
      return shown(held);
    });
}

const ENTERPRISE = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User';

function shown({ id, person: { userName, externalId, employeeNumber } }: Held) {
  return { id, userName, externalId, [ENTERPRISE]: { employeeNumber } };
}

function set(held: Held, password: string): void {
  const refuse = (why: string): Error => new SCIMMY.Types.Error(400, 'invalidValue', why);
  if (password.length < LEAST) throw refuse(`The password ${password} must be at least ${LEAST} characters long.`);
  if (held.passwords.slice(1).includes(password)) throw refuse('The password was already used.');
  if (!/\d/.test(password)) throw refuse('The password must have at least 1 digit.');
  if (held.passwords[0] !== password) held.passwords = [password, ...held.passwords].slice(0, HELD_TO);
}
