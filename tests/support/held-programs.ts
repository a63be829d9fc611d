import { once } from 'node:events';
import { access, writeFile } from 'node:fs/promises';
import { type AddressInfo, type Socket, connect, createServer } from 'node:net';
import type { Realm } from './mit-kerberos.ts';
import { REALM } from './mit-kerberos.ts';
import { until } from './until.ts';

/** Programs that a service starts to set a password, which do not end before they are let go. */
export interface HeldPrograms extends AsyncDisposable {
  /** YAML of entries of `applications`. */
  readonly applications: string;
  /** Until each of them runs. */
  waitUntilHeld(): Promise<void>;
  letGo(): Promise<void>;
}

/** An executable and kadmin. @param folder where the executable is and what it leaves; the service may write there */
export async function holdPrograms(folder: string, realm: Realm): Promise<HeldPrograms> {
  const gate = await openGate(realm.ports.admin);
  const config = await realm.config(gate.port);
  const script = `cat > /dev/null; touch held; until [ -e go ]; do sleep 0.1; done`;
  await writeFile(`${folder}/set-badge`, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return {
    applications: `  - { name: Badges, type: command, path: '${folder}/set-badge' }
  - name: Postes
    type: kerberos
    realm: ${REALM}
    principal: '{number}'
    admin: jeton/admin
    keytab: '${realm.keytabs.jeton}'
    config: '${config}'`,
    async waitUntilHeld() {
      const look = async (): Promise<true | undefined> =>
        gate.isHeld() &&
        (await access(`${folder}/held`).then(
          () => true,
          () => false,
        ))
          ? true
          : undefined;
      await until(look, { missing: 'the programs do not run', patienceMs: 30_000 });
    },
    async letGo() {
      gate.open();
      await writeFile(`${folder}/go`, '');
    },
    [Symbol.asyncDispose]: () => gate[Symbol.asyncDispose](),
  };
}

interface Gate extends AsyncDisposable {
  readonly port: number;
  isHeld(): boolean;
  open(): void;
}

/** Takes connections for a server and says nothing to them before it is opened. */
async function openGate(target: number): Promise<Gate> {
  const opened = Promise.withResolvers<undefined>();
  const sockets: Socket[] = [];
  const listener = createServer((client) => {
    sockets.push(client);
    client.on('error', () => undefined);
    void opened.promise.then(() => {
      const server = connect(target, '127.0.0.1');
      sockets.push(server);
      server.on('error', () => client.destroy());
      client.pipe(server).pipe(client);
    });
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  return {
    port: (listener.address() as AddressInfo).port,
    isHeld: () => sockets.length > 0,
    open: () => {
      opened.resolve(undefined);
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      listener.close();
      await once(listener, 'close');
    },
  };
}
