import { expect, it, onTestFinished, vi } from "vitest";
import { ManualClock } from "../../lib/clock.js";
import { createLogger } from "../../lib/logger.js";
import { startMailSender } from "./mail-sender.js";
import { createMemoryMailer } from "./mailer.js";
import type { DueMail } from "./store/codes.js";
import type { AccountsStore } from "./store.js";

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
    ...{ mailer, clock: new ManualClock(0), log: createLogger("silent") },
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
