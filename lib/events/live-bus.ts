/**
 * Live messages: what subscribers hear the moment it happens. They may be lost, and carry nothing that is not also
 * stored; whoever needs certainty reads again after `subscribe` has resolved.
 */
export interface LiveBus extends AsyncDisposable {
  /** Sends to everyone who listens now. Call it after the change is committed. Never throws and never waits. */
  publish(channel: string, message: LiveMessage): void;
  /**
   * Sends like `publish`, and resolves with how many it went to: processes, or listeners where there is one process
   * alone; 0 where nobody listens. Rejects when the bus cannot say, within a second or so: then the message may have
   * been heard.
   */
  tell(channel: string, message: LiveMessage): Promise<number>;
  /** Whether somebody listens to a channel now, in any process. Rejects when the bus cannot say. */
  isHeard(channel: string): Promise<boolean>;
  /**
   * Listens to a channel. Resolves once every later publish is certain to be heard, or at once while the way to the
   * bus is cut; disposing stops it. Messages of one channel arrive in the order they were published. `onGap` is called
   * when messages may have been missed and later ones are heard again: read anew then. Neither may throw.
   */
  subscribe(
    channel: string,
    onMessage: (message: LiveMessage) => void,
    onGap?: () => void,
  ): Promise<Disposable>;
}

/** What a channel carries: a JSON object. */
export type LiveMessage = Readonly<Record<string, unknown>>;

/** A bound on listeners of one process: above it something subscribes and never lets go. */
const MOST_LISTENERS = 200_000;

/**
 * The bus of a single process. Messages are copied through JSON, exactly as a network would, so that no listener can
 * change what another one gets, and nothing works here that would fail between processes.
 */
export function createInProcessLiveBus(): LiveBus {
  const listeners = new Map<string, Set<(message: LiveMessage) => void>>();
  let count = 0;
  /** Gives how many it is for. */
  const send = (channel: string, message: LiveMessage): number => {
    const audience = listeners.get(channel);
    if (!audience) return 0;
    const text = JSON.stringify(message);
    for (const listener of [...audience]) {
      queueMicrotask(() => {
        if (audience.has(listener)) listener(JSON.parse(text) as LiveMessage);
      });
    }
    return audience.size;
  };
  return {
    publish: (channel, message) => void send(channel, message),
    tell: async (channel, message) => send(channel, message),
    isHeard: async (channel) => listeners.has(channel),
    subscribe(channel, onMessage) {
      if (count >= MOST_LISTENERS) {
        return Promise.reject(
          new Error(`at most ${MOST_LISTENERS} listeners a process, refused one for ${channel}`),
        );
      }
      const audience = listeners.get(channel) ?? new Set();
      const listener = (message: LiveMessage) => onMessage(message);
      listeners.set(channel, audience.add(listener));
      count += 1;
      const stop = () => {
        if (!audience.delete(listener)) return;
        count -= 1;
        if (audience.size === 0) listeners.delete(channel);
      };
      return Promise.resolve({ [Symbol.dispose]: stop });
    },
    async [Symbol.asyncDispose]() {
      listeners.clear();
      count = 0;
    },
  };
}
