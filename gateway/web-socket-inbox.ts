/** What comes in on one socket: to be handed to the library, or reason enough to close. */
export interface InboxOptions {
  /** Resolves when all that the message began is over. Rejects for what the library cannot do. */
  readonly handle: (text: string) => Promise<void>;
  readonly isOpen: () => boolean;
  readonly close: (code: number, reason: string) => void;
  /** Operations that may wait until the one with their id, which the client has completed, is over. */
  readonly mostWaiting: number;
}

/** One operation under an id. */
interface Use {
  isCompleted: boolean;
  /** Null once it has begun, or where it did not wait: what comes then is handled in its turn. */
  waitsFor: Promise<void> | null;
  readonly over: Promise<void>;
}

const CLOSE_BAD_REQUEST = 4400;
const CLOSE_TRY_AGAIN = 1013;
const SERVER_SAYS = ["connection_ack", "next", "error"];

/**
 * Keeps two rules of the protocol that the library does not: what only a server says closes the socket with 4400; and
 * an id that the client has completed is free at once, though what ran under it may still be about to end.
 */
export function createInbox(options: InboxOptions): (text: string) => Promise<void> {
  const { close, mostWaiting } = options;
  // What waited for its id until the socket was closed would be begun, and nobody would end it.
  const handle = async (text: string) => (options.isOpen() ? options.handle(text) : undefined);
  const uses = new Map<string, Use>();
  let waiting = 0;

  const begin = (id: string, text: string, before: Promise<void> | undefined): Promise<void> => {
    waiting += before ? 1 : 0;
    const handled = before?.then(() => {
      waiting -= 1;
      return { over: handle(text) };
    });
    const over = handled ? handled.then(({ over }) => over) : handle(text);
    const use: Use = {
      isCompleted: false,
      waitsFor: handled ? handled.then(() => undefined) : null,
      over: over.catch(() => undefined),
    };
    uses.set(id, use);
    void use.waitsFor?.then(() => {
      use.waitsFor = null;
    });
    void use.over.then(() => {
      if (uses.get(id) === use) uses.delete(id);
    });
    return over;
  };

  return async (text) => {
    const { type, id } = peek(text);
    if (SERVER_SAYS.includes(type)) return close(CLOSE_BAD_REQUEST, `only a server says ${type}`);
    const use = uses.get(id);
    if (type === "complete" && use) {
      use.isCompleted = true;
      if (use.waitsFor) await use.waitsFor;
    }
    // An id in use that the client has not completed is the library's to refuse.
    if (type !== "subscribe" || (use && !use.isCompleted)) return handle(text);
    if (use && waiting >= mostWaiting) return close(CLOSE_TRY_AGAIN, "too many operations wait for their id");
    return begin(id, text, use?.over);
  };
}

/** Of a message that is none, nothing: the library refuses it. */
function peek(text: string): { type: string; id: string } {
  try {
    const { type, id } = Object(JSON.parse(text)) as Record<string, unknown>;
    return { type: String(type), id: String(id) };
  } catch {
    return { type: "", id: "" };
  }
}
