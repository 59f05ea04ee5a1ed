import type { LiveBus, LiveMessage } from "../../lib/events/live-bus.js";

interface Listener {
  hear(message: LiveMessage): void;
  /** Messages may have been missed. */
  missed(): void;
}

interface Upstream {
  readonly listeners: Set<Listener>;
  readonly subscription: Promise<Disposable>;
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

  /**
   * Listens until disposed. `isLive` resolves once every later message is certain to be heard, and rejects
   * when the bus cannot be listened to.
   */
  listen(channel: string, listener: Listener): Disposable & { readonly isLive: Promise<unknown> } {
    const upstream = this.#channels.get(channel) ?? this.#open(channel);
    upstream.listeners.add(listener);
    return {
      isLive: upstream.subscription,
      [Symbol.dispose]: () => {
        if (upstream.listeners.delete(listener) && upstream.listeners.size === 0)
          this.#close(channel, upstream);
      },
    };
  }

  #open(channel: string): Upstream {
    const listeners = new Set<Listener>();
    const subscription = this.#live.subscribe(
      channel,
      (message) => {
        for (const listener of [...listeners]) listener.hear(message);
      },
      () => {
        for (const listener of [...listeners]) listener.missed();
      },
    );
    const upstream = { listeners, subscription };
    this.#channels.set(channel, upstream);
    // Whoever comes after a failure tries anew.
    subscription.catch(() => this.#forget(channel, upstream));
    return upstream;
  }

  #close(channel: string, upstream: Upstream): void {
    this.#forget(channel, upstream);
    upstream.subscription.then(
      (subscription) => subscription[Symbol.dispose](),
      () => undefined,
    );
  }

  #forget(channel: string, upstream: Upstream): void {
    if (this.#channels.get(channel) === upstream) this.#channels.delete(channel);
  }
}
