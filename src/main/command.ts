/** What a sub-command works with; everything of the process that it may touch. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** One line on standard output. */
  print(line: string): void;
  /** One line on standard error. */
  complain(line: string): void;
  /**
   * For commands that run until they are stopped: from now on SIGTERM, SIGINT, SIGHUP and the loss of standard output
   * abort this signal. They end the process at once otherwise, and when it has not ended ten seconds later.
   */
  holdSignals(): AbortSignal;
  /** Whether the process may start programs: Node's permission model keeps it from that, unless it is told otherwise. */
  readonly startsPrograms: boolean;
  /** Standard output has no reader any more. */
  readonly loseOutput: () => void;
}

/** One sub-command of `jeton`. */
export interface Command {
  /** The whole of `jeton NAME --help`. */
  readonly help: string;
  /** @param args what follows the name. @returns the exit code. @throws AppError */
  run(args: readonly string[], terminal: Terminal): Promise<number>;
}
