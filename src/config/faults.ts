import type { z } from 'zod';
import type { ParsedYaml, Path, SettingsFault } from './yaml.ts';

/** Everything the schema found, each with its path and line. */
export function faultsOf(issues: readonly z.core.$ZodIssue[], yaml: ParsedYaml): readonly SettingsFault[] {
  return issues
    .flatMap((issue) => flatten(issue, []))
    .map(({ path, fault }) => {
      return { path: formatPath(path), line: yaml.lineOf(path), fault };
    });
}

interface Found {
  readonly path: Path;
  readonly fault: string;
}

function flatten(issue: z.core.$ZodIssue, around: Path): readonly Found[] {
  const path = [...around, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    const lines = issue.message.split('\n');
    return issue.keys.map((key, index) => ({ path: [...path, key], fault: lines[index] ?? issue.message }));
  }
  if (issue.code === 'invalid_union') {
    const meant = issue.errors.find((branch) => !branch.some(isOfAnotherKind));
    if (meant !== undefined) return meant.flatMap((inner) => flatten(inner, path));
  }
  return [{ path, fault: issue.message }];
}

/** The value as a whole is not what this branch of a union takes. */
function isOfAnotherKind({ path, code }: z.core.$ZodIssue): boolean {
  return path.length === 0 && (code === 'invalid_type' || code === 'invalid_value');
}

/** `applications[0].url` */
function formatPath(path: Path): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      return `${index === 0 ? '' : '.'}${printable(String(step))}`;
    })
    .join('');
}

/** A name that is not known may hold anything. */
function printable(name: string): string {
  return /^[\p{L}\p{N}_-]{1,60}$/u.test(name) ? name : JSON.stringify(name.slice(0, 60));
}

/** The message of a file's faults: all of them, in the order of the file. */
export function describeFaults(file: string, faults: readonly SettingsFault[]): string {
  const sorted = faults.toSorted((one, other) => (one.line ?? 0) - (other.line ?? 0));
  const count = sorted.length === 1 ? 'one fault' : `${sorted.length} faults`;
  return [`The settings file ${file} has ${count}:`, ...sorted.map(describe)].join('\n');
}

function describe({ path, line, fault }: SettingsFault): string {
  const where = [line === undefined ? '' : `line ${line}`, path].filter((part) => part !== '').join(', ');
  return where === '' ? `  ${fault}` : `  ${where}: ${fault}`;
}
