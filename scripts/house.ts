/** What a room may import: whole rooms, and single files of rooms that are otherwise closed to it. */
export interface RoomRule {
  readonly rooms: readonly string[];
  readonly files: readonly string[];
}

const PORTS = ['systems/directory.ts', 'systems/application.ts', 'mail/message.ts'] as const;
const [DIRECTORY_PORT] = PORTS;

/**
 * Who may import whom, from the top of the house to its foundation:
 * main -> demo -> web, desk, courier -> journey -> policy, ledger and the ports -> platform.
 * A room that is missing here may import nothing and be imported by nobody but `main` and `demo`.
 */
export const HOUSE: Readonly<Record<string, RoomRule>> = {
  main: {
    rooms: [
      'demo',
      'attacks',
      'web',
      'desk',
      'courier',
      'journey',
      'policy',
      'ledger',
      'systems',
      'mail',
      'config',
      'platform',
    ],
    files: [],
  },
  demo: {
    rooms: ['web', 'desk', 'courier', 'journey', 'policy', 'ledger', 'systems', 'mail', 'config', 'platform'],
    files: [],
  },
  web: { rooms: ['journey', 'policy', 'locales', 'platform'], files: PORTS },
  desk: { rooms: ['journey', 'policy', 'ledger', 'platform'], files: PORTS },
  courier: { rooms: ['journey', 'policy', 'ledger', 'platform'], files: PORTS },
  journey: { rooms: ['policy', 'ledger', 'platform'], files: PORTS },
  // What people read, in their languages: pages and mails take their words from here.
  locales: { rooms: ['policy', 'platform'], files: [DIRECTORY_PORT] },
  policy: { rooms: ['platform'], files: [] },
  ledger: { rooms: ['platform'], files: [] },
  // Connectors implement the ports; they are handed their part of the settings.
  systems: { rooms: ['config', 'platform'], files: [] },
  mail: { rooms: ['config', 'locales', 'platform'], files: [DIRECTORY_PORT] },
  config: { rooms: ['policy', 'platform'], files: [] },
  // It asks over HTTP, as strangers do: of the product it knows nothing.
  attacks: { rooms: [], files: [] },
  platform: { rooms: [], files: [] },
};
