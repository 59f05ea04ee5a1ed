import { expect, it } from "vitest";
import type { PlayheadClient } from "../../client/index.js";
import { manualPlatform, settled } from "../../client/testing/manual-platform.js";
import { type About, Television } from "./television.js";

/** A television whose requests a test answers, one after the other as they were sent. */
function startTelevision() {
  const platform = manualPlatform();
  const answers: ((data: object) => void)[] = [];
  const request = () =>
    new Promise((resolve) => {
      answers.push((data) => resolve({ data, errors: [] }));
    });
  const subscribe = () => () => undefined;
  const client = { platform, deviceId: "dev_1", request, subscribe } as unknown as PlayheadClient;
  const said: string[] = [];
  const television = new Television({
    client,
    streamOrigins: [],
    announce: () => undefined,
    complain: (why) => void said.push(why),
  });
  const answer = async (data: object) => {
    answers.shift()?.(data);
    await settled();
  };
  const watch = async (id: string) => {
    void television.watch({ content: { __typename: "Movie", id, title: id } as unknown as About });
    await settled();
  };
  return { television, answer, watch, said };
}

const PLAYS = {
  startPlayout: {
    __typename: "PlaySession",
    slotToken: "slot",
    firstHeartbeatInSeconds: 60,
    sources: [],
    slot: { mode: "VOD" },
    resumePositionSeconds: null,
  },
};
const REFUSED = { startPlayout: { __typename: "Throttled", message: "too fast" } };
const titleOf = ({ state }: Television) =>
  state.at === "playing" ? state.wish.content.title : `nothing, but ${state.at}`;

it("a viewer who zaps on before an answer came, and is refused, goes on with what was playing", async () => {
  const { television, answer, watch, said } = startTelevision();
  await watch("mo_first");
  await answer(PLAYS);
  await watch("mo_second");
  await watch("mo_third");
  await answer(REFUSED);
  await answer(REFUSED);
  expect(titleOf(television)).toBe("mo_first");
  expect(said).toEqual(["too fast"]);
});
