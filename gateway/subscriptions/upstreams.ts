import type { LiveBus, LiveMessage } from "../../lib/events/live-bus.js";

/** Who hears a channel's messages. */
export interface ChannelListener {
  hear(message: LiveMessage): void;
  /** Messages may have been missed. */
  missed(): void;
}

/** One subscription of the bus a channel, however many listen; given up with the last of them. */
export class Upstreams {
  readonly #live: LiveBus;
  readonly #channels = new Map<string, Upstream>();

  constructor(live: LiveBus) {
    this.#live = live;
  }

  /** How many channels are listened to. */
  get size(): number {
    return this.#channels.size;
  }

  /** Listens until the listener leaves what it is given. */
  listen(channel: string, listener: ChannelListener): Upstream {
    const known = this.#channels.get(channel);
    if (known) {
      known.join(listener);
      return known;
    }
    const upstream = new Upstream(this.#live, channel, listener, this.#forget);
    this.#channels.set(channel, upstream);
    return upstream;
  }

  readonly #forget = (upstream: Upstream) => {
    if (this.#channels.get(upstream.channel) === upstream) this.#channels.delete(upstream.channel);
  };
}

/** A channel that is listened to. */
export class Upstream {
  readonly channel: string;
  /**
   * Resolves once every later message is certain to be heard, and rejects when the bus cannot be listened to: whoever
   * comes after that tries anew.
   */
  readonly isLive: Promise<Disposable>;
  /** A list, for it is short: an audience with the same operation is one listener. */
  readonly #listeners: ChannelListener[];
  readonly #forget: (upstream: Upstream) => void;

  constructor(live: LiveBus, channel: string, first: ChannelListener, forget: (upstream: Upstream) => void) {
    this.channel = channel;
    this.#listeners = [first];
    this.#forget = forget;
    this.isLive = live.subscribe(
      channel,
      (message) => {
        for (const listener of [...this.#listeners]) listener.hear(message);
      },
      () => {
        for (const listener of [...this.#listeners]) listener.missed();
      },
    );
    this.isLive.catch(() => forget(this));
  }

  join(listener: ChannelListener): void {
    this.#listeners.push(listener);
  }

  /** Once for each that has joined. */
  leave(listener: ChannelListener): void {
    const place = this.#listeners.indexOf(listener);
    if (place < 0) return;
    this.#listeners.splice(place, 1);
    if (this.#listeners.length > 0) return;
    this.#forget(this);
    this.isLive.then(
      (subscription) => subscription[Symbol.dispose](),
      () => undefined,
    );
  }
}
