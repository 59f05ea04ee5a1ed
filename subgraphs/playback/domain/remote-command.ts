import { HIGHEST_POSITION_SECONDS } from "./position.js";
import { ID, shown } from "./start-input.js";
import type { StopReason } from "./stop-reason.js";

export type RemoteCommandKind =
  | "PLAY"
  | "PAUSE"
  | "RESUME"
  | "SEEK"
  | "STOP"
  | "CHANNEL_UP"
  | "CHANNEL_DOWN"
  | "VOLUME_UP"
  | "VOLUME_DOWN"
  | "MUTE"
  | "UNMUTE";

/** What a second screen sends; every optional field may also be null. */
export interface RemoteCommandInput {
  readonly targetDeviceId: string;
  readonly kind: RemoteCommandKind;
  readonly contentId?: string | null;
  readonly recordingId?: string | null;
  readonly positionSeconds?: number | null;
}

/** A command whose every field keeps its rule. */
export interface RemoteWish {
  readonly targetDeviceId: string;
  readonly kind: RemoteCommandKind;
  readonly contentId: string | null;
  readonly recordingId: string | null;
  /** From the start of what plays. */
  readonly positionSeconds: number | null;
}

/** A field that breaks a rule. */
export interface RemoteProblem {
  readonly field: keyof RemoteCommandInput;
  readonly message: string;
}

/**
 * A command in the very shape of the schema: the sender is answered with what the player hears, and references say
 * their types, so that the gateway can complete them elsewhere.
 */
export interface RemoteCommand {
  readonly __typename: "RemoteCommand";
  readonly id: string;
  readonly kind: RemoteCommandKind;
  /** Why a stream ended; null for what a second screen sends. */
  readonly reason: StopReason | null;
  readonly fromDevice: { readonly __typename: "Device"; readonly id: string } | null;
  readonly content: { readonly __typename: "Content"; readonly id: string } | null;
  readonly recording: { readonly __typename: "Recording"; readonly id: string } | null;
  readonly positionSeconds: number | null;
  /** Epoch ms. */
  readonly issuedAt: number;
  /** Epoch ms. */
  readonly expiresAt: number;
}

/** Whoever presses a button looks at the screen: what comes later surprises, and has been pressed again. */
export const REMOTE_COMMAND_LIFE_MS = 10_000;

/** The command that was asked for, or the first rule that it breaks. */
export function checkRemoteCommand(
  input: RemoteCommandInput,
): { readonly wish: RemoteWish } | { readonly problem: RemoteProblem } {
  const { targetDeviceId, kind, contentId = null, recordingId = null, positionSeconds = null } = input;
  const wish: RemoteWish = { targetDeviceId, kind, contentId, recordingId, positionSeconds };
  const problem = problemOf(wish);
  return problem ? { problem } : { wish };
}

function problemOf(wish: RemoteWish): RemoteProblem | null {
  const { kind, contentId, recordingId, positionSeconds } = wish;
  for (const field of ["targetDeviceId", "contentId", "recordingId"] as const) {
    const id = wish[field];
    if (id !== null && !ID.test(id)) {
      return { field, message: `${field} must be an id that this platform gave, got ${shown(id)}` };
    }
  }
  if (contentId !== null && recordingId !== null) {
    return { field: "recordingId", message: "contentId or recordingId must be given, got both" };
  }
  if (kind === "PLAY" && contentId === null && recordingId === null) {
    return { field: "contentId", message: "PLAY needs contentId or recordingId, got neither" };
  }
  const isOutside =
    positionSeconds !== null && (positionSeconds < 0 || positionSeconds > HIGHEST_POSITION_SECONDS);
  if (isOutside || (kind === "SEEK" && positionSeconds === null)) {
    const message = `positionSeconds must be 0..${HIGHEST_POSITION_SECONDS}, got ${positionSeconds}`;
    return { field: "positionSeconds", message };
  }
  return null;
}
