import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";
import { TLSSocket } from "node:tls";

/** A mail as a mail server takes it. */
export interface Taken {
  readonly from: string;
  readonly to: readonly string[];
  readonly lines: readonly string[];
}

/** When the connection is private: from its beginning, once the client asks for it, or never. */
export type Privacy = "TLS" | "STARTTLS" | "NONE";

/** A certificate for 127.0.0.1 that nobody but itself vouches for, good until 2126. It guards nothing but these tests. */
export const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBoDCCAUegAwIBAgIUEnegP1AnpLj9iZ4U8PMARRIFkIYwCgYIKoZIzj0EAwIw
FzEVMBMGA1UEAwwMbWFpbC5leGFtcGxlMCAXDTI2MTEyMTE2MzAxNVoYDzIxMjYx
MDI4MTYzMDE1WjAXMRUwEwYDVQQDDAxtYWlsLmV4YW1wbGUwWTATBgcqhkjOPQIB
BggqhkjOPQMBBwNCAARWfvP16fRDjQNZWcCALWXf9iZn9FjgqOFkKCxx77wpJfwR
wi31kPHIX1j3BQDescY1fBcU+7bv65PmpWs+O2vYo28wbTAdBgNVHQ4EFgQU5M4R
DHHZvC9lP0apHc5GQok2QzUwHwYDVR0jBBgwFoAU5M4RDHHZvC9lP0apHc5GQok2
QzUwDwYDVR0TAQH/BAUwAwEB/zAaBgNVHREEEzARhwR/AAABgglsb2NhbGhvc3Qw
CgYIKoZIzj0EAwIDRwAwRAIgLtrCS3E4MAIuCGqjVi9cY1615KKXy9bYbGZ9uGGe
WZUCIEesiZ0HGMspUYy21Bxpcq5a9ejpq55pvL5S7kJlBwb8
-----END CERTIFICATE-----
`;
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgDchzEFRzGDgikPIX
mSd+Xi8hklagoNHhSDMkNfjHmImhRANCAARWfvP16fRDjQNZWcCALWXf9iZn9Fjg
qOFkKCxx77wpJfwRwi31kPHIX1j3BQDescY1fBcU+7bv65PmpWs+O2vY
-----END PRIVATE KEY-----
`;

/** A mail server that takes mails, but none to `refused@example.org` and `busy@example.org`, and knows one user. */
export async function startMailServer(privacy: Privacy = "NONE") {
  const taken: Taken[] = [];
  const logins: string[] = [];
  const recipients: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    void converse(privacy === "TLS" ? secured(socket) : socket, { taken, logins, recipients, privacy });
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    taken,
    logins,
    recipients,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

function secured(socket: Socket): TLSSocket {
  const secure = new TLSSocket(socket, { isServer: true, key: KEY, cert: CERTIFICATE });
  secure.on("error", () => undefined);
  return secure;
}

interface Books {
  readonly taken: Taken[];
  readonly logins: string[];
  /** Asked for, whether it was taken or not. */
  readonly recipients: string[];
  readonly privacy: Privacy;
}

/** As servers say it: with the address. */
const REFUSALS: Readonly<Record<string, string>> = {
  "refused@example.org": "550 5.1.1 <refused@example.org>: Recipient address rejected",
  "busy@example.org": "450 4.2.1 <busy@example.org>: Recipient address rejected: try again later",
};

async function converse(socket: Socket, books: Books, isUpgraded = false): Promise<void> {
  const say = (line: string) => socket.write(`${line}\r\n`);
  if (!isUpgraded) say("220 mail.example ESMTP");
  const lines = createInterface(socket);
  let mail: { from: string; to: string[]; lines: string[] } = { from: "", to: [], lines: [] };
  let isData = false;
  for await (const line of lines) {
    if (isData) {
      isData = line !== ".";
      if (isData) mail.lines.push(line);
      else {
        books.taken.push(mail);
        say("250 taken");
      }
      continue;
    }
    const command = line.toUpperCase();
    if (command.startsWith("EHLO")) {
      const offersTls = books.privacy === "STARTTLS" && !isUpgraded;
      say(`250-mail.example\r\n${offersTls ? "250-STARTTLS\r\n" : ""}250 AUTH PLAIN`);
    } else if (command === "STARTTLS") {
      lines.close();
      say("220 go on");
      return converse(secured(socket), books, true);
    } else if (command.startsWith("AUTH PLAIN")) {
      books.logins.push(Buffer.from(line.split(" ")[2] ?? "", "base64").toString());
      say("235 welcome");
    } else if (command.startsWith("MAIL FROM")) {
      mail = { from: line, to: [], lines: [] };
      say("250 ok");
    } else if (command.startsWith("RCPT TO")) {
      const address = /<(.*)>/.exec(line)?.[1] ?? "";
      books.recipients.push(address);
      const refusal = REFUSALS[address];
      if (!refusal) mail.to.push(line);
      say(refusal ?? "250 ok");
    } else if (command === "DATA") {
      isData = true;
      say("354 go on");
    } else if (command === "QUIT") {
      say("221 bye");
      socket.end();
    } else say("250 ok");
  }
}
