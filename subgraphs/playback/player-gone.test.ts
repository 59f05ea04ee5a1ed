import { expect, it, vi } from "vitest";
import { createCancellation } from "../../lib/cancellation.js";
import { startExample } from "./example-playback.js";

const TV = "ac_home/dev_tv";
const START = `mutation ($input: StartPlayoutInput!) { startPlayout(input: $input) { __typename } }`;

it("a start that its player gave up takes no slot, and ends nothing that the device has begun since", async () => {
  const playback = await startExample();
  const left = createCancellation();
  const { peers, service } = playback;
  let begun: { slot: { id: string } } | undefined;
  const call = peers.call.bind(peers);
  // The television crashes while its start waits for accounts; it is back, and plays, before they answer.
  vi.spyOn(peers, "call").mockImplementationOnce(async (...question) => {
    left.abort();
    begun = await playback.start(TV);
    return call(...question);
  });
  const input = { contentId: "ch_free", deviceId: "dev_tv", clientRequestId: "given up" };
  const { data, errors } = await service.subgraph.execute(
    { query: START, variables: { input } },
    { authorization: `Bearer ${TV}`, traceId: "t" },
    left.signal,
  );
  expect(data).toBeNull();
  expect(errors).toMatchObject([{ extensions: { code: "REQUEST_TIMED_OUT" } }]);
  expect(await playback.slots(TV)).toEqual([begun?.slot.id]);
});
