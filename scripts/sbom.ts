import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * `npm run -s sbom`: the bill of materials of a service, CycloneDX 1.5, on standard output. npm makes it from the lockfile;
 * what is there for development alone is taken out here, for npm's own `--omit=dev` also leaves out what a service and the
 * tests both need (nodemailer among them).
 *
 * @see https://docs.npmjs.com/cli/commands/npm-sbom
 */

interface Bill {
  readonly metadata: { readonly component: { readonly 'bom-ref': string } };
  readonly components: readonly { readonly 'bom-ref': string }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

interface Lockfile {
  readonly packages: Readonly<Record<string, { readonly version: string; readonly dev?: boolean }>>;
}

const root = join(import.meta.dirname, '..');
const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lockfile;
const kept = new Set(
  Object.entries(packages)
    .filter(([, { dev }]) => dev !== true)
    .map(([folder, { version }]) => `${folder.replace(/^.*node_modules\//, '')}@${version}`),
);

const words = ['sbom', '--package-lock-only', '--sbom-format=cyclonedx'];
const limits = { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
const whole = JSON.parse(execFileSync('npm', words, { cwd: root, ...limits })) as Bill;
kept.add(whole.metadata.component['bom-ref']);

const bill: Bill = {
  ...whole,
  components: whole.components.filter((component) => kept.has(component['bom-ref'])),
  dependencies: whole.dependencies
    .filter(({ ref }) => kept.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((each) => kept.has(each)) })),
};
console.log(JSON.stringify(bill, undefined, 2));
