import { expect, it } from "vitest";
import { createSmtpMailer } from "./smtp-mailer.js";
import { CERTIFICATE, type Privacy, startMailServer } from "./testing/mail-server.js";

const MAIL = { to: "one@example.org", subject: "Your code", text: "Grüße,\n\n    abcDEF_-123\n" };

it("brings a mail to the mail server, from whom operators say, as the user that they name", async () => {
  await using server = await startMailServer();
  const url = `smtp://tv:se%3Acret@127.0.0.1:${server.port}`;
  await using mailer = createSmtpMailer({ url, from: "Playhead <tv@tv.example>" });
  await mailer.send(MAIL);
  const [mail] = server.taken;
  expect(mail?.from).toContain("<tv@tv.example>");
  expect(mail?.to).toEqual([expect.stringContaining("<one@example.org>")]);
  expect(mail?.lines).toEqual(
    expect.arrayContaining(["From: Playhead <tv@tv.example>", "To: one@example.org", "Subject: Your code"]),
  );
  expect(mail?.lines.join("\n")).toContain("    abcDEF_-123");
  expect(server.logins).toEqual(["\0tv\0se:cret"]);
});

it("sends one mail to one address, whatever its subject holds", async () => {
  await using server = await startMailServer();
  await using mailer = createSmtpMailer({ url: `smtp://127.0.0.1:${server.port}`, from: "tv@tv.example" });
  await mailer.send({ ...MAIL, subject: "Code\r\nBcc: other@example.org" });
  expect(server.taken).toHaveLength(1);
  expect(server.taken[0]?.to).toHaveLength(1);
  expect(server.taken[0]?.lines.filter((line) => /^bcc:/i.test(line))).toEqual([]);
});

it("reads an address as one, and not as a list or a name", async () => {
  await using server = await startMailServer();
  await using mailer = createSmtpMailer({ url: `smtp://127.0.0.1:${server.port}`, from: "tv@tv.example" });
  const outcomes = ["you.won<one@example.org>", "x,one@example.org"].map((to) =>
    mailer.send({ ...MAIL, to }).catch(() => "refused"),
  );
  await Promise.all(outcomes);
  expect(server.taken.flatMap(({ to }) => to).filter((to) => to.includes("<one@example.org>"))).toEqual([]);
});

it("rejects what the mail server does not take, and when there is none: it is then sent again", async () => {
  const server = await startMailServer();
  await using mailer = createSmtpMailer({ url: `smtp://127.0.0.1:${server.port}`, from: "tv@tv.example" });
  await expect(mailer.send({ ...MAIL, to: "refused@example.org" })).rejects.toThrow(/550/);
  await mailer.send(MAIL);
  expect(server.taken).toHaveLength(1);
  await server[Symbol.asyncDispose]();
  await expect(mailer.send(MAIL)).rejects.toThrow();
});

const TRUSTED = `tls.ca=${encodeURIComponent(CERTIFICATE)}`;
const WAYS: readonly [Privacy, url: (port: number) => string][] = [
  ["TLS", (port) => `smtps://tv:secret@127.0.0.1:${port}/?`],
  ["STARTTLS", (port) => `smtp://tv:secret@127.0.0.1:${port}/?requireTLS=true&`],
];
it.each(WAYS)(
  "brings a mail privately (%s) to a server whose certificate is trusted, and to no other",
  async (privacy, urlOf) => {
    await using server = await startMailServer(privacy);
    const from = "tv@tv.example";
    await using distrustful = createSmtpMailer({ url: urlOf(server.port), from });
    await expect(distrustful.send(MAIL)).rejects.toThrow(/certificate/);
    expect(server.logins).toEqual([]);
    await using mailer = createSmtpMailer({ url: `${urlOf(server.port)}${TRUSTED}`, from });
    await mailer.send(MAIL);
    expect(server.logins).toEqual(["\0tv\0secret"]);
    expect(server.taken).toMatchObject([{ to: [expect.stringContaining("<one@example.org>")] }]);
  },
);

it("tells a server that keeps nothing private no password, where it is told not to", async () => {
  await using server = await startMailServer();
  const url = `smtp://tv:secret@127.0.0.1:${server.port}/?requireTLS=true`;
  await using mailer = createSmtpMailer({ url, from: "tv@tv.example" });
  await expect(mailer.send(MAIL)).rejects.toThrow();
  expect([...server.logins, ...server.taken]).toEqual([]);
});
