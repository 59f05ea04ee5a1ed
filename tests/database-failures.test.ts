import { GraphQLError } from "graphql";
import { beforeEach, expect, it, onTestFinished } from "vitest";
import { maskError } from "../lib/errors.js";
import { despiteConflict, isPassing } from "../lib/passing-failure.js";
import { type OpenViewingStore, openViewingStore } from "../subgraphs/viewing/store.js";
import { createTestDatabase } from "./support/databases.js";

let database: OpenViewingStore["database"];
beforeEach(async () => {
  const own = await createTestDatabase("viewing");
  const store = await openViewingStore(own.url, undefined);
  database = store.database;
  onTestFinished(async () => {
    await store[Symbol.asyncDispose]();
    await own[Symbol.asyncDispose]();
  });
});

/** What a statement fails with, as Prisma and its driver tell it. */
async function failureOf(work: Promise<unknown>): Promise<Error> {
  return work.then(
    () => expect.unreachable("it must fail"),
    (error: Error) => error,
  );
}

const cut = () => failureOf(database.$queryRaw`SELECT pg_terminate_backend(pg_backend_pid())`);

it("a database that takes no writes, and a connection that is cut, may be tried again", async () => {
  const readOnly = database.$transaction(async (tx) => {
    await tx.$executeRaw`SET TRANSACTION READ ONLY`;
    await tx.$executeRaw`DELETE FROM viewing`;
  });
  expect(isPassing(await failureOf(readOnly))).toBe(true);
  expect(isPassing(await cut())).toBe(true);
});

it("a statement that is wrong would be wrong again", async () => {
  expect(isPassing(await failureOf(database.$queryRaw`SELECT nothing FROM nowhere`))).toBe(false);
  expect(isPassing(await failureOf(database.$queryRaw`SELECT 1 / 0`))).toBe(false);
});

it("a client is told to try again, and nothing of the database", async () => {
  const { masked, unexpected } = maskError(new GraphQLError("secret", { originalError: await cut() }), "t1");
  expect(masked.extensions).toEqual({ code: "SERVICE_UNAVAILABLE", traceId: "t1" });
  expect(masked.message).toBe(
    "this cannot be done now: try again in a moment, or quote the trace id t1 when you tell us",
  );
  expect(unexpected).toBe(true);
});

/** Two transactions that lock the same two things in unlike order: the database undoes one of them. */
function meetInACircle(run: (transaction: () => Promise<string>) => Promise<string>) {
  let begun = 0;
  let meet: () => void = () => undefined;
  const met = new Promise<void>((resolve) => (meet = resolve));
  const inOrder = (first: number, second: number) =>
    database.$transaction(async (tx) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(7400, ${first}::int)`;
      begun += 1;
      if (begun === 2) meet();
      await met;
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(7400, ${second}::int)`;
      return "done";
    });
  return Promise.allSettled([run(() => inOrder(1, 2)), run(() => inOrder(2, 1))]);
}

it("a transaction that was undone for another one's sake may be tried again", async () => {
  const settled = await meetInACircle((transaction) => transaction());
  const failures = settled.flatMap((one) => (one.status === "rejected" ? [one.reason as Error] : []));
  expect(failures.map((error) => isPassing(error))).toEqual([true]);
  const { masked } = maskError(new GraphQLError("secret", { originalError: failures[0] }), "t1");
  expect(masked.extensions["code"]).toBe("SERVICE_UNAVAILABLE");
});

it("whoever tries it again hears nothing of that", async () => {
  const settled = await meetInACircle(despiteConflict);
  expect(settled.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled"]);
});

it("what failed for its own sake is not tried again", async () => {
  let tries = 0;
  const wrong = () => {
    tries += 1;
    return failWith(database.$queryRaw`SELECT 1 / 0`);
  };
  await expect(despiteConflict(wrong)).rejects.toThrow("division by zero");
  expect(tries).toBe(1);
});

async function failWith(work: Promise<unknown>): Promise<never> {
  await work;
  return expect.unreachable("it must fail");
}
