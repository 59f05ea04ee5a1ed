import { isRecording, type PlayMode } from "./slots/household.js";

/** What a client sends to start; every optional field may also be null. */
export interface StartInput {
  readonly contentId?: string | null;
  readonly recordingId?: string | null;
  readonly deviceId: string;
  readonly profileId?: string | null;
  readonly mode?: PlayMode | null;
  readonly takeOverSlotId?: string | null;
  readonly clientRequestId: string;
  readonly parentalPin?: string | null;
}

/** A start whose every field keeps its rule. */
export interface StartWish {
  /** What to play: a content, or a recording. */
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
  const { profileId = null, takeOverSlotId = null, deviceId, clientRequestId } = input;
  const { parentalPin = null } = input;
  const item = checkItem(input);
  if ("problem" in item) return item;
  const ids = { deviceId, profileId, takeOverSlotId };
  for (const field of ["deviceId", "profileId", "takeOverSlotId"] as const) {
    const id = ids[field];
    if (id !== null && !ID.test(id)) {
      return { problem: noId(field, id) };
    }
  }
  if (clientRequestId.length < 1 || clientRequestId.length > LONGEST_REQUEST_ID) {
    const message = `clientRequestId must be 1..${LONGEST_REQUEST_ID} characters, got ${clientRequestId.length}`;
    return { problem: { field: "clientRequestId", message } };
  }
  return { wish: { ...ids, ...item, clientRequestId, parentalPin } };
}

/** What is to be played: one thing, and in a mode that its kind can have. */
function checkItem({
  contentId = null,
  recordingId = null,
  mode = null,
}: StartInput): Pick<StartWish, "contentId" | "mode"> | { readonly problem: InputProblem } {
  const id = contentId ?? recordingId;
  if (id === null || (contentId !== null && recordingId !== null)) {
    const got = id === null ? "neither" : "both";
    const message = `contentId or recordingId must be given, and not both, got ${got}: name what to play`;
    return { problem: { field: "contentId", message } };
  }
  const field = recordingId === null ? "contentId" : "recordingId";
  if (!ID.test(id)) return { problem: noId(field, id) };
  const isRecorded = recordingId !== null;
  if (isRecording(id) !== isRecorded) {
    const message = `${field} must be the id of ${isRecorded ? "a recording" : "something to watch, and a recording's goes into recordingId"}, got ${shown(id)}`;
    return { problem: { field, message } };
  }
  if (mode !== null && (mode === "RECORDING") !== isRecorded) {
    const message = `mode must be ${isRecorded ? "RECORDING, or left out, for a recording" : "RECORDING for recordings only"}, got ${mode}`;
    return { problem: { field: "mode", message } };
  }
  return { contentId: id, mode: isRecorded ? "RECORDING" : mode };
}

function noId(field: InputProblem["field"], id: string): InputProblem {
  return { field, message: `${field} must be an id that this platform gave, got ${shown(id)}` };
}

/** How much of a refused value is repeated. */
const SHOWN_CHARACTERS = 40;

/** A refused value, as a message repeats it. */
export function shown(value: string): string {
  return `"${value.length > SHOWN_CHARACTERS ? `${value.slice(0, SHOWN_CHARACTERS)}…` : value}"`;
}
