import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestHouse, type TestHouse } from "./support/test-house.js";

const IMPORT = `mutation ($url: String!) { importGuide(source: "partner", url: $url) {
  status problems { reason } } }`;

describe("a partner that imports its guide by URL", () => {
  let test: TestHouse;
  let partner: string;
  beforeAll(async () => {
    test = await startTestHouse();
    partner = await test.house.accounts.issueToken("partner", ["epg:write"], 3_600);
  });
  afterAll(() => test[Symbol.asyncDispose]());

  const importFrom = (url: string, token: string) => test.ask(IMPORT, { variables: { url }, token });

  it.each([
    ["http://guide.example/guide.xml", /https/],
    ["https://127.0.0.1/guide.xml", /the server's address is not one of the open internet/],
    ["https://[::1]/guide.xml", /the server's address is not one of the open internet/],
    ["https://169.254.169.254/latest/meta-data", /the server's address is not one of the open internet/],
    ["no address at all", /URL/],
  ])("is told why %s is not fetched, and nothing is changed", async (url, why) => {
    const { data, errors } = await importFrom(url, partner);
    const said = data?.importGuide
      ? data.importGuide.problems.map(({ reason }: { reason: string }) => reason).join()
      : errors?.[0]?.message;
    expect(data?.importGuide?.status ?? "REFUSED").toMatch(/FAILED|REFUSED/);
    expect(said).toMatch(why);
    const { data: after } = await test.ask("{ channels(first: 1) { totalCount } }");
    expect(after.channels.totalCount).toBe(85);
  });

  it("needs the scope for it", async () => {
    const { token } = await test.signIn("Phone");
    const { errors } = await importFrom("https://guide.example/guide.xml", token);
    expect(errors?.[0]?.extensions.code).toBe("FORBIDDEN");
  });
});
