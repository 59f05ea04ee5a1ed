/** Whose messages come in. */
export interface InboxSocket {
  isOpen(): boolean;
  close(code: number, reason: string): void;
}

/** Resolves when all that the message began is over. Rejects for what the library cannot do. */
export type Handle = (text: string) => Promise<void>;

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
 * What comes in on one socket: to be handed to the library, or reason enough to close. Keeps two rules of the protocol
 * that the library does not: what only a server says closes the socket with 4400; and an id that the client has completed
 * is free at once, though what ran under it may still be about to end.
 */
export class Inbox {
  readonly #socket: InboxSocket;
  readonly #handle: Handle;
  readonly #mostWaiting: number;
  readonly #uses = new Map<string, Use>();
  #waiting = 0;

  /** `mostWaiting`: operations that may wait until the one with their id, which the client has completed, is over. */
  constructor(socket: InboxSocket, handle: Handle, mostWaiting: number) {
    this.#socket = socket;
    this.#handle = handle;
    this.#mostWaiting = mostWaiting;
  }

  /** Resolves when all that the message began is over. */
  async receive(text: string): Promise<void> {
    const { type, id } = peek(text);
    if (SERVER_SAYS.includes(type))
      return this.#socket.close(CLOSE_BAD_REQUEST, `only a server says ${type}`);
    const use = this.#uses.get(id);
    if (type === "complete" && use) {
      use.isCompleted = true;
      if (use.waitsFor) await use.waitsFor;
    }
    // An id in use that the client has not completed is the library's to refuse.
    if (type !== "subscribe" || (use && !use.isCompleted)) return this.#hand(text);
    if (!use) return this.#use(id, this.#hand(text), null);
    if (this.#waiting < this.#mostWaiting) return this.#wait(id, text, use);
    this.#socket.close(CLOSE_TRY_AGAIN, "too many operations wait for their id");
  }

  async #hand(text: string): Promise<void> {
    // What waited for its id until the socket was closed would be begun, and nobody would end it.
    if (this.#socket.isOpen()) await this.#handle(text);
  }

  /** Begins once the use before it is over. */
  #wait(id: string, text: string, before: Use): Promise<void> {
    this.#waiting += 1;
    const begun = before.over.then(() => {
      this.#waiting -= 1;
      return { over: this.#hand(text) };
    });
    return this.#use(
      id,
      begun.then(({ over }) => over),
      begun.then(() => undefined),
    );
  }

  #use(id: string, over: Promise<void>, waitsFor: Promise<void> | null): Promise<void> {
    const forget = () => {
      if (this.#uses.get(id) === use) this.#uses.delete(id);
    };
    const use: Use = { isCompleted: false, waitsFor, over: over.then(forget, forget) };
    this.#uses.set(id, use);
    void waitsFor?.then(() => {
      use.waitsFor = null;
    });
    return over;
  }
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
