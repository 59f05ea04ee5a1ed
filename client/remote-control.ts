import {
  type RemoteCommandInput,
  RemoteCommandsDocument,
  type RemoteCommandsSubscription,
  SendRemoteCommandDocument,
  type SendRemoteCommandMutation,
} from "./generated/operations.js";
import type { PlayheadClient } from "./playhead-client.js";
import type { RequestFailure } from "./request-failure.js";

export type RemoteCommand = RemoteCommandsSubscription["remoteCommands"];
/** What to do, and for PLAY and SEEK with what. */
export type RemoteWish = Omit<RemoteCommandInput, "targetDeviceId">;

/** A command that comes later than this surprises whoever pressed the button. */
const COMMAND_MS = 5_000;

/** A second screen. Commands are sent once: a volume that was turned up twice is no better than not at all. */
export class RemoteControl {
  readonly #client: PlayheadClient;

  constructor(client: PlayheadClient) {
    this.#client = client;
  }

  /** The command that went out, or why none did. Rejects with a RequestFailure where nobody answers. */
  async send(
    targetDeviceId: string,
    wish: RemoteWish,
  ): Promise<SendRemoteCommandMutation["sendRemoteCommand"]> {
    const input = { ...wish, targetDeviceId };
    const { data } = await this.#client.request(
      SendRemoteCommandDocument,
      { input },
      { timeoutMs: COMMAND_MS },
    );
    return data.sendRemoteCommand;
  }
}

/** What a player does on a command; what has no handler is not for it. */
export type RemoteHandlers = { readonly [Kind in RemoteCommand["kind"]]?: (command: RemoteCommand) => void };

export interface RemoteReceiverOptions {
  readonly handlers: RemoteHandlers;
  /** Nothing comes any more: the device is not this household's. */
  readonly onFailed?: (failure: RequestFailure) => void;
  /** A handler threw; the next command is handled all the same. */
  readonly onError?: (error: unknown) => void;
}

/** So many ids are remembered, so that no command is carried out twice. */
const MOST_REMEMBERED = 100;

/**
 * What a player listens with. States: LISTENING (through lost connections, which are made again) until `close`, or
 * until the gateway says that it never will be. A STOP without `fromDevice` is the platform's, when the slot has
 * ended: `Player.confirm`.
 */
export class RemoteReceiver {
  readonly #options: RemoteReceiverOptions;
  readonly #seen = new Set<string>();
  readonly #unsubscribe: () => void;

  constructor(client: PlayheadClient, options: RemoteReceiverOptions) {
    this.#options = options;
    const { onFailed } = options;
    const { deviceId } = client;
    if (deviceId === null) throw new Error("commands come to a device: sign in on one before it listens");
    this.#unsubscribe = client.subscribe(
      RemoteCommandsDocument,
      { deviceId },
      {
        next: ({ remoteCommands }) => this.#handle(remoteCommands),
        ...(onFailed ? { failed: onFailed } : {}),
      },
    );
  }

  close(): void {
    this.#unsubscribe();
  }

  #handle(command: RemoteCommand): void {
    if (this.#seen.has(command.id)) return;
    this.#seen.add(command.id);
    const [oldest] = this.#seen;
    if (this.#seen.size > MOST_REMEMBERED && oldest !== undefined) this.#seen.delete(oldest);
    try {
      this.#options.handlers[command.kind]?.(command);
    } catch (error) {
      this.#options.onError?.(error);
    }
  }
}
