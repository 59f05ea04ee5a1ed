import type { PlayMode } from "./slots/household.js";

/** What a client sends to start; every optional field may also be null. */
export interface StartInput {
  readonly contentId?: string | null;
  readonly deviceId: string;
  readonly profileId?: string | null;
  readonly mode?: PlayMode | null;
  readonly takeOverSlotId?: string | null;
  readonly clientRequestId: string;
  readonly parentalPin?: string | null;
}

/** A start whose every field keeps its rule. */
export interface StartWish {
  readonly contentId: string;
  readonly deviceId: string;
  readonly profileId: string | null;
  /** Null: as is usual for what it is. */
  readonly mode: PlayMode | null;
  readonly takeOverSlotId: string | null;
  readonly clientRequestId: string;
  /** A secret: never repeated. */
  readonly parentalPin: string | null;
}

/** A field that breaks a rule. */
export interface InputProblem {
  readonly field: keyof StartInput;
  readonly message: string;
}

/** A kind, an underscore, and what only its owner reads: no longer than any id of ours, and nothing to escape. */
export const ID = /^[a-z]{1,10}_[\w-]{1,64}$/;
const LONGEST_REQUEST_ID = 100;

/** The start that was asked for, or the first rule that it breaks. */
export function checkStart(
  input: StartInput,
): { readonly wish: StartWish } | { readonly problem: InputProblem } {
  const { contentId = null, profileId = null, takeOverSlotId = null, deviceId, clientRequestId } = input;
  const { parentalPin = null } = input;
  if (contentId === null) {
    return { problem: { field: "contentId", message: "contentId is required: name what to play" } };
  }
  const ids = { contentId, deviceId, profileId, takeOverSlotId };
  for (const field of ["contentId", "deviceId", "profileId", "takeOverSlotId"] as const) {
    const id = ids[field];
    if (id !== null && !ID.test(id)) {
      return {
        problem: { field, message: `${field} must be an id that this platform gave, got ${shown(id)}` },
      };
    }
  }
  if (clientRequestId.length < 1 || clientRequestId.length > LONGEST_REQUEST_ID) {
    const message = `clientRequestId must be 1..${LONGEST_REQUEST_ID} characters, got ${clientRequestId.length}`;
    return { problem: { field: "clientRequestId", message } };
  }
  return { wish: { ...ids, contentId, mode: input.mode ?? null, clientRequestId, parentalPin } };
}

/** How much of a refused value is repeated. */
const SHOWN_CHARACTERS = 40;

/** A refused value, as a message repeats it. */
export function shown(value: string): string {
  return `"${value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value}"`;
}
