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
