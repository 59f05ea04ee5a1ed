import { expect, it } from "vitest";
import { openDatabase } from "../../../lib/database.js";
import { PrismaClient } from "../../../prisma/viewing/client/client.js";
import { createTestDatabase } from "../../../tests/support/databases.js";

it("a service does not start where its sessions are not in UTC, as behind a pooler that drops what it asks for", async () => {
  await using database = await createTestDatabase("viewing");
  const elsewhere = new URL(database.url);
  elsewhere.searchParams.set("options", "-c TimeZone=Pacific/Auckland");
  const open = (databaseUrl: string) =>
    openDatabase({
      service: "viewing",
      databaseUrl,
      onStatement: undefined,
      create: (shared) => new PrismaClient(shared),
    });
  await expect(open(elsewhere.href)).rejects.toThrow(
    "the viewing database must answer in UTC, got Pacific/Auckland: behind a pooler, ALTER ROLE … SET TimeZone = 'UTC'",
  );
  await using _opened = await open(database.url);
});
