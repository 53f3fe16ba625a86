/** What the exit codes mean. */
export const Exit = {
  /** All is well. */
  fine: 0,
  /** Something was found that the command is there to find, or the request was refused. */
  findings: 1,
  /** The command line can't be understood. */
  usage: 2,
  /** A file can't be read or written, or the address can't be listened at. */
  trouble: 3,
  /** scimlens itself failed. */
  failure: 4,
} as const;

export type ExitCode = (typeof Exit)[keyof typeof Exit];

/** Something that ends the command with a message for people. */
export class Stop extends Error {
  readonly code: ExitCode;

  constructor(code: ExitCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** The command line can't be understood. */
export function usage(message: string): Stop {
  return new Stop(Exit.usage, message);
}

/** What a file or a stream can't be used for, and why. */
export function trouble(message: string): Stop {
  return new Stop(Exit.trouble, message);
}

/** Why the system refused something, in words. */
export function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case "ENOENT":
      return "there is no such file";
    case "ENOTDIR":
      return "a part of its path is no directory";
    case "EISDIR":
      return "it is a directory";
    case "EACCES":
    case "EPERM":
      return "permission is denied";
    case "EROFS":
      return "the file system is read-only";
    case "ENOSPC":
      return "no space is left on the device";
    case "EMFILE":
    case "ENFILE":
      return "too many files are open";
    case "EADDRINUSE":
      return "something else listens there";
    case "EADDRNOTAVAIL":
      return "this machine has no such address";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "the name of the host is unknown";
    default:
      return message;
  }
}
