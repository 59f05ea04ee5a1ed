import { useEffect, useState } from "react";
import { StreamsDocument, type StreamsSubscription } from "../generated/operations.js";
import { useWindow } from "../session/context.js";

export type Streams = StreamsSubscription["concurrencyChanged"];
export type Slot = Streams["slots"][number];

/** The household's running streams, as they change; null until they are known. */
export function useStreams(): Streams | null {
  const { client } = useWindow();
  const [streams, setStreams] = useState<Streams | null>(null);
  useEffect(
    () =>
      client.subscribe(
        StreamsDocument,
        {},
        {
          next: ({ concurrencyChanged }) =>
            setStreams((before) =>
              before && before.version > concurrencyChanged.version ? before : concurrencyChanged,
            ),
        },
      ),
    [client],
  );
  return streams;
}
