import { useEffect, useState } from "react";
import { DevicesDocument, type DevicesQuery } from "../generated/operations.js";
import type { Streams } from "../household/use-streams.js";
import { useWindow } from "../session/context.js";

export type Device = NonNullable<DevicesQuery["viewer"]>["devices"][number];

/** Nothing tells that a television begins to listen: it is looked for so often, and whenever a stream changes. */
const LOOK_EVERY_MS = 4_000;

/** The household's other devices. */
export function useTelevisions(streams: Streams | null): readonly Device[] {
  const { client, device } = useWindow();
  const [devices, setDevices] = useState<readonly Device[]>([]);
  const version = streams?.version;
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever began or stopped to play may listen now, or no more
  useEffect(() => {
    let cancel: () => void = () => undefined;
    let isWanted = true;
    const look = async () => {
      const answer = await client.request(DevicesDocument, {}).catch(() => null);
      if (!isWanted) return;
      if (answer?.data.viewer) setDevices(answer.data.viewer.devices);
      cancel = client.platform.clock.after(LOOK_EVERY_MS, look);
    };
    void look();
    return () => {
      isWanted = false;
      cancel();
    };
  }, [client, version]);
  return devices.filter(({ id }) => id !== device.id);
}
