import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestHouse, type TestHouse } from "./support/test-house.js";

const IMPORT = `mutation ($url: String!) { importGuide(source: "partner", url: $url) {
  status problems { reason } } }`;

let test: TestHouse;
beforeAll(async () => {
  test = await startTestHouse();
});
afterAll(() => test[Symbol.asyncDispose]());

describe("a partner that imports its guide by URL", () => {
  let partner: string;
  beforeAll(async () => {
    partner = await test.house.accounts.issueToken("partner", ["epg:write"], 3_600);
  });

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

describe("a viewer who searches a real guide", () => {
  it.each([
    ["doc martin", "Doc Martin"],
    ["DOCMARTIN", "Doc Martin"],
    ["doc martn", "Doc Martin"],
    ["hawaii five o", "Hawaii Five-O"],
    ["who's line is it anyway", "Whose Line Is It Anyway?"],
    ["star treck", "Star Trek"],
    ["startrek", "Star Trek"],
    ["Simpsns", "The Simpsons"],
    ["the simpson", "The Simpsons"],
    ["simps", "The Simpsons"],
    ["homer simpsons", "The Simpsons"],
    ["maori television", "Māori Television"],
    ["Maoori", "Māori Television"],
    ["master chef", "MasterChef UK"],
    ["masterchef", "MasterChef UK"],
    ["spiderman", "The Amazing Spider-Man"],
    ["spider man", "The Amazing Spider-Man"],
    ["emma stone", "The Amazing Spider-Man"],
    ["movie with emma stone", "The Amazing Spider-Man"],
    ["jennifer anniston", "Horrible Bosses"],
    ["how i met yr mother", "How I Met Your Mother"],
    ["wiggles", "The Wiggles' World"],
    ["pepa pig", "Peppa Pig"],
    ["monty pythons flying circus", "Monty Python's Flying Circus"],
    ['"flying circus"', "Monty Python's Flying Circus"],
    ["circus monty", "Monty Python's Flying Circus"],
    ["stalin death", "The Death of Stalin"],
    ["f*!#ing adelaide", "F*!#ing Adelaide"],
    ["weddings murders", "A Wedding And A Murder"],
    ["harry meghan", "Meghan & Harry: The New Revelations"],
    ["six o'clock news", "1 NEWS at Six"],
    ["news at 6", "1 NEWS at Six"],
    ["parliment", "Parliament TV"],
    ["al jazera", "Al Jazeera"],
    ["ABC comdy", "ABC Comedy"],
    ["tvnz 1", "TVNZ 1"],
    ["tvnz one", "TVNZ 1"],
    ["how to cook", "Delia's How to Cook"],
    ["beyonce", "Austin Powers"],
  ])("finds by %s: %s", async (text, title) => {
    const { data } = await test.ask(
      "query ($text: String!) { search(text: $text, first: 2) { edges { node { title } } } }",
      { variables: { text } },
    );
    const titles = data.search.edges.map(({ node }: { node: { title: string } }) => node.title);
    expect(
      titles.some((found: string) => found.startsWith(title)),
      titles.join(),
    ).toBe(true);
  });
});
