/**
 * What was opened is closed, in reverse, once.
 *
 *   open -> draining -> closed
 *
 * `use` takes ownership while open. `close` releases everything last-in-first-out; a release that fails does not
 * keep the others from theirs, and all failures are told together at the end.
 */
export class Lifecycle implements AsyncDisposable {
  readonly #name: string;
  readonly #owned: { name: string; release: () => unknown }[] = [];
  #closing: Promise<void> | undefined;

  constructor(name: string) {
    this.#name = name;
    openLifecycles.add(this);
  }

  /** Owns `resource` from here on and gives it back, so that opening and owning are one expression. */
  use<T extends Disposable | AsyncDisposable>(name: string, resource: T): T {
    this.defer(name, () => dispose(resource));
    return resource;
  }

  /**
   * Owns what `open` makes from when it begins to: where this closes meanwhile, the signal says so, and what is made all the
   * same is released. For what would outlive the process, such as another process.
   */
  open<T extends Disposable | AsyncDisposable>(
    name: string,
    open: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const closing = new AbortController();
    let opened: Promise<T> | undefined;
    this.defer(name, async () => {
      closing.abort();
      const resource = await opened?.catch(() => undefined);
      if (resource) await dispose(resource);
    });
    opened = open(closing.signal);
    return opened;
  }

  /** Calls `release` at the end. Throws when the lifecycle has begun to close: nothing may open behind its back. */
  defer(name: string, release: () => unknown): void {
    if (this.#closing) throw new Error(`${this.#name} is closing: it cannot take ${name}`);
    this.#owned.push({ name, release });
  }

  /** Releases everything in reverse; asked again it gives the same promise. */
  close(): Promise<void> {
    this.#closing ??= this.#release();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** `name > owned` lines, newest first: what a leak check or a stuck shutdown shows. */
  describe(): string[] {
    return this.#owned.toReversed().map(({ name }) => `${this.#name} > ${name}`);
  }

  async #release(): Promise<void> {
    const failures: unknown[] = [];
    for (let owned = this.#owned.pop(); owned; owned = this.#owned.pop()) {
      try {
        await owned.release();
      } catch (error) {
        failures.push(new Error(`${this.#name} could not release ${owned.name}`, { cause: error }));
      }
    }
    openLifecycles.delete(this);
    if (failures.length === 1) throw failures[0];
    if (failures.length > 1) throw new AggregateError(failures, `${this.#name} could not release everything`);
  }
}

function dispose(resource: Disposable | AsyncDisposable): unknown {
  return Symbol.asyncDispose in resource ? resource[Symbol.asyncDispose]() : resource[Symbol.dispose]();
}

const openLifecycles = new Set<Lifecycle>();

/** Everything still owned anywhere in this process: tests demand that it is empty at their end. */
export function openResources(): string[] {
  return [...openLifecycles].flatMap((lifecycle) => lifecycle.describe());
}

/**
 * Builds something that owns what it opened on the way: when `build` fails half way, what was open is released
 * before the error goes on.
 */
export async function opening<T>(name: string, build: (lifecycle: Lifecycle) => Promise<T>): Promise<T> {
  const lifecycle = new Lifecycle(name);
  try {
    return await build(lifecycle);
  } catch (error) {
    await lifecycle.close().catch(() => undefined);
    throw error;
  }
}

/**
 * Waits for `work`, at most `boundMs`. False when the bound was reached first; the work itself goes on, and its
 * failure is then nobody's.
 */
export async function within(boundMs: number, work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const bound = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), boundMs);
  });
  try {
    return await Promise.race([work.then(() => true as const), bound]);
  } finally {
    clearTimeout(timer);
    work.catch(() => undefined);
  }
}
