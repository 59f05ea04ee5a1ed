import type { BrokenRule } from "./sign-up-input.js";

export type DeviceFamily =
  | "TV"
  | "STREAMING_STICK"
  | "SET_TOP_BOX"
  | "CONSOLE"
  | "MOBILE"
  | "TABLET"
  | "DESKTOP"
  | "WEB";

/** Something that plays, registered with one household. Instants are milliseconds since the epoch. */
export interface Device {
  readonly id: string;
  readonly accountId: string;
  readonly name: string;
  readonly family: DeviceFamily;
  readonly registeredAt: number;
  readonly lastSeenAt: number | null;
}

/** A device as it presents itself when it signs in. */
export interface DevicePresented {
  readonly id?: string | null | undefined;
  readonly name: string;
  readonly family: DeviceFamily;
}

const LONGEST_DEVICE_NAME = 100;
const CONTROL = /[\p{Cc}\p{Cs}]/u;

/** The first rule that a device breaks, or null. */
export function checkDevice({ name }: DevicePresented): BrokenRule | null {
  const { length } = name.trim();
  if (length === 0 || length > LONGEST_DEVICE_NAME) {
    const rule = `device.name must be 1..${LONGEST_DEVICE_NAME} characters`;
    return { field: "device.name", message: `${rule}, got ${length}` };
  }
  if (!CONTROL.test(name)) return null;
  return { field: "device.name", message: "device.name must have no control characters, got some" };
}

/**
 * The device as it can be kept: an id that is none of ours is forgotten. A name is no secret and no credential: a wrong
 * one gives way to the kind of device rather than keep somebody out.
 */
export function soundDevice(presented: DevicePresented): DevicePresented {
  const { id, name, family } = presented;
  return {
    id: id != null && /^dev_\w{1,40}$/.test(id) ? id : null,
    name: checkDevice(presented) ? family : name.trim(),
    family,
  };
}
