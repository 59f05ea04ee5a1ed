import { PlayheadClient, type Tokens } from "../../client/index.js";
import { type DeviceFamily, DevicesDocument, SignOutDocument } from "../generated/operations.js";
import type { DevicePool, KnownDevice } from "./device-pool.js";
import { Store } from "./store.js";

export type SessionState =
  | { readonly at: "beginning" }
  | {
      readonly at: "signed out";
      /** Why there is no session, for the viewer. */
      readonly problem: string | null;
      /** What the device is called, unless the viewer says otherwise. */
      readonly suggestedName: string;
      /** The household has as many devices as it may: this window can be one of them. */
      readonly choice: readonly KnownDevice[];
      readonly isBusy: boolean;
    }
  | { readonly at: "signed in"; readonly device: KnownDevice };

/** What a window keeps while it is open. */
interface Kept {
  readonly tokens: Tokens;
  readonly device: KnownDevice;
}

export interface SignInForm {
  readonly email: string;
  readonly password: string;
  readonly name: string;
  /** A device of the household that this window becomes. */
  readonly deviceId?: string;
}

export interface SessionOptions {
  readonly endpoint: string;
  readonly family: DeviceFamily;
  readonly pool: DevicePool;
  /** The window's own. */
  readonly storage: Storage;
}

const KEY = "playhead.window";
const TV_NAMES = ["Living room", "Kitchen", "Bedroom", "Study", "Guest room", "Attic"];

/** A window's session: each window is a device of its own. */
export class Session extends Store<SessionState> {
  readonly client: PlayheadClient;
  readonly #options: SessionOptions;
  #kept: Kept | null;
  /** A device of this browser that no window is. */
  #free: KnownDevice | null = null;

  constructor(options: SessionOptions) {
    super({ at: "beginning" });
    this.#options = options;
    this.#kept = readKept(options.storage);
    this.client = new PlayheadClient({
      endpoint: options.endpoint,
      tokens: this.#kept?.tokens ?? null,
      onTokens: (tokens) => this.#keep(tokens),
    });
  }

  /** Goes on with the session that the window had, or asks for one. */
  async begin(): Promise<void> {
    const kept = this.#kept;
    if (kept && (await this.#options.pool.claimOwn(kept.device.id))) {
      this.set({ at: "signed in", device: kept.device });
      return;
    }
    // A window that was doubled has the other one's tokens: two users of one session count as theft.
    this.#forget();
    await this.#signedOut(null);
  }

  async signIn({ email, password, name, deviceId }: SignInForm): Promise<void> {
    const { state } = this;
    if (state.at !== "signed out" || state.isBusy) return;
    this.set({ ...state, isBusy: true });
    const { family, pool } = this.#options;
    const id = deviceId ?? this.#free?.id ?? null;
    try {
      const result = await this.client.signIn(email, password, { name, family, id });
      if (result.__typename === "DeviceLimitReached") {
        const choice = await this.#devices(email, password);
        await this.#signedOut(`${result.message}: this window can be one of them.`, choice);
        return;
      }
      const signedInAs = this.client.deviceId;
      if (result.__typename !== "Session" || signedInAs === null) {
        await this.#signedOut("message" in result ? result.message : "There is no device in the answer.");
        return;
      }
      const device = { id: signedInAs, name, family };
      if (signedInAs !== this.#free?.id) await pool.claimOwn(signedInAs);
      pool.remember(device);
      if (this.#kept) this.#kept = { ...this.#kept, device };
      this.#write();
      this.set({ at: "signed in", device });
    } catch (error) {
      await this.#signedOut((error as Error).message);
    }
  }

  async signOut(): Promise<void> {
    await this.client.request(SignOutDocument, {}).catch(() => undefined);
    this.set({ at: "beginning" });
    this.#forget();
    // Whatever plays or listens belongs to the session that is over.
    location.reload();
  }

  /** A session without a device says which ones there are. */
  async #devices(email: string, password: string): Promise<readonly KnownDevice[]> {
    await this.client.signIn(email, password);
    const { data } = await this.client.request(DevicesDocument, {});
    this.#forget();
    return (data.viewer?.devices ?? []).filter(({ acceptsRemote }) => acceptsRemote !== true);
  }

  async #signedOut(problem: string | null, choice: readonly KnownDevice[] = []): Promise<void> {
    const { pool, family } = this.#options;
    this.#free ??= await pool.claimFree(family);
    const others = pool.known().filter((device) => device.family === family).length;
    const fresh = family === "TV" ? (TV_NAMES[others] ?? `Television ${others + 1}`) : "Phone";
    this.set({
      at: "signed out",
      problem,
      choice,
      isBusy: false,
      suggestedName: this.#free?.name ?? fresh,
    });
  }

  #keep(tokens: Tokens | null): void {
    if (tokens) {
      const device = this.#kept?.device ?? { id: "", name: "", family: this.#options.family };
      this.#kept = { tokens, device };
      // While the viewer signs in it is not known yet which device it is.
      if (this.state.at === "signed in") this.#write();
      return;
    }
    this.#kept = null;
    this.#options.storage.removeItem(KEY);
    if (this.state.at === "signed in") void this.#signedOut("The session is over: sign in again.");
  }

  #write(): void {
    if (this.#kept) this.#options.storage.setItem(KEY, JSON.stringify(this.#kept));
  }

  #forget(): void {
    this.client.adopt(null);
  }
}

function readKept(storage: Storage): Kept | null {
  try {
    const kept = JSON.parse(storage.getItem(KEY) ?? "null") as Partial<Kept> | null;
    return kept?.tokens && kept.device ? { tokens: kept.tokens, device: kept.device } : null;
  } catch {
    return null;
  }
}
