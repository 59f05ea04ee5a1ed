import { describe, expect, it } from "vitest";
import type { Airing } from "./airing.js";
import { identitiesOf, isSameEpisode } from "./episode-identity.js";
import { exampleAiring } from "./example-airings.js";

const isSame = (left: Partial<Airing>, right: Partial<Airing>) =>
  isSameEpisode(identitiesOf(exampleAiring(left)), identitiesOf(exampleAiring(right)));
const BARE = { subtitle: null, season: null, episode: null, seriesId: null, programId: null };

describe("the same episode", () => {
  it("is one with the same programme's id, whatever else the guide says", () => {
    expect(
      isSame({ programId: "EP012345670012", episode: 2 }, { ...BARE, programId: "EP012345670012" }),
    ).toBe(true);
  });

  it("generic ids ending .0000 make no episode a duplicate of another (jellyfin#5856)", () => {
    const generic = { programId: "SH01234567.0000" };
    expect(isSame({ ...BARE, ...generic }, { ...BARE, ...generic })).toBe(false);
    expect(isSame({ ...generic, episode: 2 }, { ...generic, episode: 3 })).toBe(false);
    expect(isSame({ ...BARE, programId: "EP012345670000" }, { ...BARE, programId: "EP012345670000" })).toBe(
      false,
    );
  });

  it("may have another programme's id (MythTV#332)", () => {
    expect(isSame({ programId: "EP1.0001" }, { programId: "EP2.0009" })).toBe(true);
  });

  it("is another one where only title and subtitle are the same: the daily news of a real guide", () => {
    const news = { title: "Newshub 6pm", subtitle: "Newshub Live At 6pm", season: null, episode: null };
    expect(isSame({ ...news, programId: "T1048644" }, { ...news, programId: "T1048645" })).toBe(false);
    expect(isSame({ ...news, programId: "T1048644" }, { ...news, programId: "T1048644" })).toBe(true);
  });

  it("is told by season and episode before the title: the same subtitle twice is two episodes", () => {
    expect(isSame({ episode: 2, subtitle: "Pilot" }, { episode: 3, subtitle: "Pilot" })).toBe(false);
    expect(isSame({ subtitle: "The lake" }, { subtitle: "At the lake" })).toBe(true);
    expect(isSame({ seriesId: "se_1" }, { seriesId: "se_2" })).toBe(false);
  });

  it("is told by title and subtitle where there is no number, whatever the case, accents and punctuation", () => {
    const unnumbered = { season: null, episode: null };
    expect(isSame({ ...unnumbered, subtitle: "Café: Noir!" }, { ...unnumbered, subtitle: "cafe noir" })).toBe(
      true,
    );
    expect(isSame({ ...unnumbered }, {})).toBe(true);
    expect(isSame({ ...unnumbered, title: "Other" }, {})).toBe(false);
  });

  it("cannot be told where there is nothing but a title: every evening's news is recorded", () => {
    expect(isSame(BARE, BARE)).toBe(false);
    expect(isSame({ ...BARE, subtitle: "Episode" }, { ...BARE, subtitle: "Episode" })).toBe(false);
  });
});
