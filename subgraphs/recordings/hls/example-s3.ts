import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { refusalOf } from "./example-signature.js";
import type { S3Bucket } from "./s3-client.js";

/** An S3-compatible store for tests: it checks each signature, and does what the documentation of S3 says. */
export interface ExampleS3 extends AsyncDisposable {
  /** How to reach its one bucket. */
  readonly bucket: S3Bucket;
  /** Objects by key: what is whole, and nothing else. */
  readonly objects: Map<string, Buffer>;
  /** Parts of uploads that were neither completed nor given up. */
  readonly unfinished: ReadonlyMap<string, Map<number, Buffer>>;
  /** What was asked for, `PUT key` or `POST ?delete`, in order. */
  readonly asked: string[];
  /** Hears of each before it is answered. */
  onAsked: (asked: string) => void;
  /** Answers all with 503 SlowDown. */
  isDown: boolean;
  /** Bytes that came in so far, in bodies. */
  received(): number;
}

/** S3's own; small pages show that they are followed. */
const SMALLEST_PART_BYTES = 5 * 1_024 * 1_024;
const KEYS_A_PAGE = 4;
const BUCKET = "media";

interface Asked {
  readonly method: string;
  readonly key: string;
  readonly query: URLSearchParams;
  readonly body: Buffer;
  readonly headers: IncomingMessage["headers"];
}

/** What comes of a request: a status, and XML or a code. */
interface Answer {
  readonly status: number;
  readonly text?: string;
  readonly bytes?: Buffer;
  readonly headers?: Readonly<Record<string, string>>;
}

class Store {
  readonly objects = new Map<string, Buffer>();
  readonly unfinished = new Map<string, Map<number, Buffer>>();
  #uploads = 0;

  answer(asked: Asked): Answer {
    const { method, key, query, body } = asked;
    if (method === "PUT" && query.has("uploadId")) return this.#takePart(asked);
    if (method === "PUT") {
      this.objects.set(key, body);
      return { status: 200, headers: { etag: etagOf(body) } };
    }
    if (method === "POST" && query.has("uploads")) {
      this.#uploads += 1;
      this.unfinished.set(`upload-${this.#uploads}`, new Map());
      const text = `<InitiateMultipartUploadResult><Key>${key}</Key><UploadId>upload-${this.#uploads}</UploadId></InitiateMultipartUploadResult>`;
      return { status: 200, text };
    }
    if (method === "POST" && query.has("uploadId")) return this.#complete(asked);
    if (method === "DELETE" && query.has("uploadId")) {
      return { status: this.unfinished.delete(query.get("uploadId") ?? "") ? 204 : 404 };
    }
    if (method === "POST" && query.has("delete")) return this.#removeAll(asked);
    if (method === "GET" && query.get("list-type") === "2") return this.#list(query);
    return refusal(405, "MethodNotAllowed");
  }

  #takePart({ query, body }: Asked): Answer {
    const parts = this.unfinished.get(query.get("uploadId") ?? "");
    if (!parts) return refusal(404, "NoSuchUpload");
    parts.set(Number(query.get("partNumber")), body);
    return { status: 200, headers: { etag: etagOf(body) } };
  }

  #complete({ key, query, body }: Asked): Answer {
    const id = query.get("uploadId") ?? "";
    const parts = this.unfinished.get(id);
    if (!parts) return refusal(404, "NoSuchUpload");
    const named = [...body.toString().matchAll(/<PartNumber>(\d+)<\/PartNumber><ETag>([^<]+)<\/ETag>/g)];
    const bytes = named.map(([, number]) => parts.get(Number(number)) ?? Buffer.alloc(0));
    const isRight = named.every(([, , tag], at) => tag === etagOf(bytes[at] ?? Buffer.alloc(0)));
    if (!isRight || named.length !== parts.size) return refusal(400, "InvalidPart");
    if (bytes.slice(0, -1).some(({ length }) => length < SMALLEST_PART_BYTES)) {
      // As S3 does it: the status was sent before it was found out.
      return { ...refusal(200, "EntityTooSmall") };
    }
    this.unfinished.delete(id);
    this.objects.set(key, Buffer.concat(bytes));
    return {
      status: 200,
      text: `<CompleteMultipartUploadResult><Key>${key}</Key></CompleteMultipartUploadResult>`,
    };
  }

  #removeAll({ body, headers }: Asked): Answer {
    if (headers["content-md5"] !== createHash("md5").update(body).digest("base64")) {
      return refusal(400, "BadDigest");
    }
    const keys = [...body.toString().matchAll(/<Object><Key>([^<]+)<\/Key><\/Object>/g)];
    for (const [, key = ""] of keys) this.objects.delete(key);
    return { status: 200, text: "<DeleteResult/>" };
  }

  #list(query: URLSearchParams): Answer {
    const after = query.get("continuation-token") ?? "";
    const all = [...this.objects.keys()].sort();
    const keys = all.filter((key) => key.startsWith(query.get("prefix") ?? "") && key > after);
    const page = keys.slice(0, KEYS_A_PAGE);
    const token =
      keys.length > page.length ? `<NextContinuationToken>${page.at(-1)}</NextContinuationToken>` : "";
    const contents = page.map((key) => `<Contents><Key>${key}</Key></Contents>`).join("");
    return {
      status: 200,
      text: `<?xml version="1.0"?>\n<ListBucketResult>${token}${contents}</ListBucketResult>`,
    };
  }
}

function refusal(status: number, code: string): Answer {
  return {
    status,
    text: `<?xml version="1.0"?>\n<Error><Code>${code}</Code><Message>as it says</Message></Error>`,
  };
}

function etagOf(bytes: Buffer): string {
  return `"${createHash("md5").update(bytes).digest("hex")}"`;
}

function send(response: ServerResponse, { status, text, bytes, headers = {} }: Answer): void {
  const type = text === undefined ? {} : { "content-type": "application/xml" };
  response.writeHead(status, { ...headers, ...type }).end(text ?? bytes);
}

/** Starts a store whose clock is `now`. */
export async function startExampleS3(now: () => number): Promise<ExampleS3> {
  const store = new Store();
  const asked: string[] = [];
  const key = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "a/secret+of=tests", region: "nz-south-1" };
  let received = 0;
  const s3 = { isDown: false, onAsked: (_asked: string) => {} };
  const server = createServer(async (request, response) => {
    const { method = "", url: target = "", headers } = request;
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) {
        received += (chunk as Buffer).length;
        chunks.push(chunk as Buffer);
      }
    } catch {
      // Whoever breaks off has written nothing.
      return;
    }
    const body = Buffer.concat(chunks);
    const { pathname, searchParams: query } = new URL(target, "http://store");
    const name = pathname.slice(`/${BUCKET}/`.length);
    const [operation] = query.keys();
    const what = `${method} ${name}${operation === undefined ? "" : `?${operation}`}`;
    asked.push(what);
    s3.onAsked(what);
    const code = s3.isDown ? "SlowDown" : refusalOf({ method, target, headers, body }, key, now());
    if (code !== null) return send(response, refusal(s3.isDown ? 503 : 403, code));
    send(response, store.answer({ method, key: name, query, body, headers }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const bucketUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${BUCKET}`;
  return Object.assign(s3, {
    bucket: { bucketUrl, ...key },
    objects: store.objects,
    unfinished: store.unfinished,
    asked,
    received: () => received,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  });
}
