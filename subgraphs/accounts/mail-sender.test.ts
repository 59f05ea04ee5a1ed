import { pino } from "pino";
import { expect, it, onTestFinished, vi } from "vitest";
import { ManualClock } from "../../lib/clock.js";
import { createOutbox } from "../../lib/events/outbox.js";
import { randomIds } from "../../lib/ids.js";
import { createLogger } from "../../lib/logger.js";
import { createTestDatabase } from "../../tests/support/databases.js";
import { startMailSender } from "./mail-sender.js";
import { createMemoryMailer } from "./mailer.js";
import { createSmtpMailer } from "./smtp-mailer.js";
import type { DueMail } from "./store/codes.js";
import { type AccountsStore, openAccountsStore } from "./store.js";
import { startMailServer } from "./testing/mail-server.js";

it("a rush of sign-ups costs a look at the mails each half second, not one each", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const noted: DueMail[] = [];
  let looks = 0;
  const store = {
    async takeDueMails() {
      looks += 1;
      return noted.splice(0);
    },
    keepCodes: async (codes: readonly { readonly email: string }[]) =>
      new Set(codes.map(({ email }) => email)),
    closeMails: async () => undefined,
  };
  const mailer = createMemoryMailer();
  await using sender = startMailSender({
    store: store as Partial<AccountsStore> as AccountsStore,
    mailer,
    clock: new ManualClock(0),
    log: createLogger("silent"),
  });
  for (let number = 0; number < 100; number += 1) {
    noted.push({ email: `n${number}@example.org`, purpose: "VERIFY_EMAIL", requestedAt: 0 });
    sender.wake();
    await vi.advanceTimersByTimeAsync(20);
  }
  await vi.advanceTimersByTimeAsync(500);
  expect(mailer.sent.map(({ to }) => to)).toEqual(
    Array.from({ length: 100 }, (_, number) => `n${number}@example.org`),
  );
  // At once, and then every 0.5 s for as long as the rush takes.
  expect(looks).toBe(5);
});

it("what a mail server refuses for good is not sent again, and no log has the address that it repeats", async () => {
  const clock = new ManualClock("2026-11-21T09:00:00Z");
  await using own = await createTestDatabase("accounts");
  const carrier = { wake: () => undefined, [Symbol.asyncDispose]: async () => undefined };
  const outbox = createOutbox({ carrier, clock, ids: randomIds });
  await using store = await openAccountsStore(own.url, undefined, outbox);
  const consent = { personalisation: false, advertising: false, insights: false };
  for (const name of ["refused", "busy"]) {
    await store.createAccount(
      {
        id: name,
        email: `${name}@example.org`,
        emailVerified: false,
        country: "AT",
        createdAt: clock.now(),
        passwordHash: "hash",
      },
      { id: name, accountId: name, name, language: "en", maximumAge: null, pinHash: null, consent },
    );
  }
  await using server = await startMailServer();
  await using mailer = createSmtpMailer({ url: `smtp://127.0.0.1:${server.port}`, from: "tv@tv.example" });
  const logged: string[] = [];
  const log = pino({}, { write: (line) => void logged.push(line) });
  await using sender = startMailSender({ store, mailer, clock, log });

  sender.wake();
  const waiting = async () => (await store.database.mailRequest.findMany()).map(({ email }) => email);
  await vi.waitFor(async () => expect(await waiting()).toEqual(["busy@example.org"]), { timeout: 8_000 });
  await vi.waitFor(
    () => {
      clock.advance(5_000);
      expect(server.recipients.filter((address) => address === "busy@example.org").length).toBeGreaterThan(1);
    },
    { timeout: 8_000 },
  );
  expect(server.recipients.filter((address) => address === "refused@example.org")).toHaveLength(1);
  expect(logged.join("")).not.toContain("@");
  expect(logged.map((line) => JSON.parse(line))).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ responseCode: 550, msg: "a mail was refused, and is not tried again" }),
      expect.objectContaining({ failure: "EENVELOPE", responseCode: 450, command: "RCPT TO" }),
    ]),
  );
});

it("a database that goes away while mails are sent costs them a look, and nobody has one twice", async () => {
  const clock = new ManualClock(0);
  const mailOf = (name: string): DueMail => ({
    email: `${name}@example.org`,
    purpose: "VERIFY_EMAIL",
    requestedAt: 0,
  });
  const noted = [mailOf("one"), mailOf("two")];
  const closed: string[] = [];
  const failing = new Set(["keepCodes", "closeMails"]);
  const failOnce = (what: string) => {
    if (failing.delete(what)) throw new Error("the database is away");
  };
  const store = {
    takeDueMails: async () => noted.splice(0),
    keepCodes: async (codes: readonly { readonly email: string }[]) => {
      failOnce("keepCodes");
      return new Set(codes.map(({ email }) => email));
    },
    closeMails: async (mails: readonly DueMail[]) => {
      failOnce("closeMails");
      closed.push(...mails.map(({ email }) => email));
    },
  };
  const mailer = createMemoryMailer();
  await using _sender = startMailSender({
    store: store as Partial<AccountsStore> as AccountsStore,
    mailer,
    clock,
    log: createLogger("silent"),
  });
  await vi.waitFor(
    () => {
      clock.advance(5_000);
      expect(closed).toEqual(["one@example.org", "two@example.org"]);
    },
    { timeout: 8_000, interval: 100 },
  );
  expect(clock.now()).toBeLessThan(10 * 60_000);
  expect(mailer.sent.map(({ to }) => to)).toEqual(closed);
});

it("a process that ends while a mail server hangs waits for one mail, and gives the others back", async () => {
  const noted = ["one", "two", "three"].map(
    (name): DueMail => ({ email: `${name}@example.org`, purpose: "VERIFY_EMAIL", requestedAt: 0 }),
  );
  const givenBack: string[] = [];
  const closed: string[] = [];
  const store = {
    takeDueMails: async () => noted.splice(0),
    keepCodes: async (codes: readonly { readonly email: string }[]) =>
      new Set(codes.map(({ email }) => email)),
    closeMails: async (mails: readonly DueMail[]) => void closed.push(...mails.map(({ email }) => email)),
    retryMail: async ({ email }: DueMail) => void givenBack.push(email),
  };
  const tried: string[] = [];
  let release = () => {};
  const mailer = {
    async send({ to }: { readonly to: string }) {
      tried.push(to);
      await new Promise<void>((resolve) => {
        release = resolve;
      });
    },
    [Symbol.asyncDispose]: async () => undefined,
  };
  const sender = startMailSender({
    store: store as Partial<AccountsStore> as AccountsStore,
    mailer,
    clock: new ManualClock(0),
    log: createLogger("silent"),
  });
  sender.wake();
  await vi.waitFor(() => expect(tried).toEqual(["one@example.org"]));
  const ended = sender[Symbol.asyncDispose]();
  release();
  await ended;
  expect(tried).toEqual(["one@example.org"]);
  expect(closed).toEqual(["one@example.org"]);
  expect(givenBack).toEqual(["two@example.org", "three@example.org"]);
});
