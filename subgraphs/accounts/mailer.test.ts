import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { expect, it } from "vitest";
import { createSmtpMailer } from "./mailer.js";

/** A mail as a mail server takes it. */
interface Taken {
  readonly from: string;
  readonly to: readonly string[];
  readonly lines: readonly string[];
}

/** A mail server that takes mails, but none to `refused@example.org`, and knows one user. */
async function startMailServer() {
  const taken: Taken[] = [];
  const logins: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    void converse(socket, taken, logins);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    taken,
    logins,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

async function converse(socket: Socket, taken: Taken[], logins: string[]): Promise<void> {
  const say = (line: string) => socket.write(`${line}\r\n`);
  let mail: { from: string; to: string[]; lines: string[] } = { from: "", to: [], lines: [] };
  let isData = false;
  say("220 mail.example ESMTP");
  for await (const line of createInterface(socket)) {
    if (isData) {
      if (line !== ".") mail.lines.push(line);
      else {
        isData = false;
        taken.push(mail);
        say("250 taken");
      }
      continue;
    }
    const command = line.toUpperCase();
    if (command.startsWith("EHLO")) say("250-mail.example\r\n250 AUTH PLAIN");
    else if (command.startsWith("AUTH PLAIN")) {
      logins.push(Buffer.from(line.split(" ")[2] ?? "", "base64").toString());
      say("235 welcome");
    } else if (command.startsWith("MAIL FROM")) {
      mail = { from: line, to: [], lines: [] };
      say("250 ok");
    } else if (command.startsWith("RCPT TO")) {
      const isRefused = line.includes("refused@example.org");
      if (!isRefused) mail.to.push(line);
      say(isRefused ? "550 no such mailbox" : "250 ok");
    } else if (command === "DATA") {
      isData = true;
      say("354 go on");
    } else if (command === "QUIT") {
      say("221 bye");
      socket.end();
    } else say("250 ok");
  }
}

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

it("rejects what the mail server does not take, and when there is none: it is then sent again", async () => {
  const server = await startMailServer();
  await using mailer = createSmtpMailer({ url: `smtp://127.0.0.1:${server.port}`, from: "tv@tv.example" });
  await expect(mailer.send({ ...MAIL, to: "refused@example.org" })).rejects.toThrow(/550/);
  await mailer.send(MAIL);
  expect(server.taken).toHaveLength(1);
  await server[Symbol.asyncDispose]();
  await expect(mailer.send(MAIL)).rejects.toThrow();
});
