/** Wide enough to see it move, narrow enough for any terminal. */
const BAR_CHARACTERS = 30;
const MEGABYTE = 1_048_576;

/** What arrives, and how much of it. */
export interface Incoming {
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Null where nobody knows before the end. */
  readonly sizeBytes: number | null;
}

/** Where progress is shown, such as `process.stderr`. */
export interface Terminal {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** The same bytes; on a terminal a bar shows how many have come, of a file also how far that is. */
export function withProgress(incoming: Incoming, terminal: Terminal): AsyncIterable<Uint8Array> {
  return terminal.isTTY ? shown(incoming, terminal) : incoming.bytes;
}

async function* shown({ bytes, sizeBytes }: Incoming, terminal: Terminal): AsyncGenerator<Uint8Array> {
  let count = 0;
  let last = "";
  for await (const chunk of bytes) {
    count += chunk.length;
    const line = `\r${progressLine(count, sizeBytes)}`;
    if (line !== last) terminal.write(line);
    last = line;
    yield chunk;
  }
  terminal.write("\n");
}

function progressLine(count: number, sizeBytes: number | null): string {
  const megabytes = `${(count / MEGABYTE).toFixed(1)} MB`;
  if (!sizeBytes) return megabytes;
  const done = Math.min(1, count / sizeBytes);
  const full = Math.round(done * BAR_CHARACTERS);
  return `[${"#".repeat(full)}${".".repeat(BAR_CHARACTERS - full)}] ${Math.round(done * 100)} % ${megabytes}`;
}
