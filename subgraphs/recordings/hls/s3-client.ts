import { createHash } from "node:crypto";
import { AwsV4Signer } from "aws4fetch";
import { SaxesParser } from "saxes";
import type { Clock } from "../../../lib/clock.js";

/** A bucket of an S3-compatible store, and who may write to it. */
export interface S3Bucket {
  /** Of the bucket, in either style: `https://media.s3.eu-central-1.amazonaws.com`, `http://minio:9000/media`. */
  readonly bucketUrl: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface S3Request {
  readonly method: "GET" | "PUT" | "POST" | "DELETE";
  /** Of an object; empty for the bucket itself. */
  readonly key: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  /** Aborted, nobody waits for the answer any more. */
  readonly signal?: AbortSignal | undefined;
}

export interface S3Answer {
  readonly headers: Headers;
  /** Texts of the elements of this name, in the order in which they come. */
  texts(element: string): string[];
}

/**
 * Asks a bucket, signed with AWS Signature Version 4, body included.
 *
 * @throws Error for an answer other than 2xx, with its status and the store's code; and where none comes in time.
 */
export type S3Client = (request: S3Request) => Promise<S3Answer>;

/** For a part of a file on a slow line. */
const REQUEST_MS = 60_000;
const NOTHING = new Uint8Array();

export function createS3Client(bucket: S3Bucket, clock: Clock): S3Client {
  const { accessKeyId, secretAccessKey, region } = bucket;
  const base = bucket.bucketUrl.replace(/\/+$/, "");
  const cache = new Map<string, ArrayBuffer>();
  return async ({ method, key, query = {}, headers = {}, body = NOTHING, signal }) => {
    const url = new URL(`${base}/${key}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    const signer = new AwsV4Signer({
      method,
      url: url.href,
      service: "s3",
      region,
      accessKeyId,
      secretAccessKey,
      cache,
      headers: { ...headers, "x-amz-content-sha256": createHash("sha256").update(body).digest("hex") },
      datetime: new Date(clock.now()).toISOString().replace(/[:-]|\.\d{3}/g, ""),
    });
    const signed = await signer.sign();
    const inTime = AbortSignal.timeout(REQUEST_MS);
    const response = await fetch(signed.url, {
      method,
      headers: signed.headers,
      signal: signal ? AbortSignal.any([signal, inTime]) : inTime,
      // Another place would need another signature.
      redirect: "manual",
      ...(body.length > 0 ? { body } : {}),
    });
    const text = await response.text();
    const texts = (element: string) => textsOf(text, element);
    if (response.ok) return { headers: response.headers, texts };
    const code = response.headers.get("content-type")?.includes("xml") ? texts("Code").join(", ") : "";
    throw new Error(`the store answered ${method} ${key || "of the bucket"} with ${response.status} ${code}`);
  };
}

function textsOf(xml: string, element: string): string[] {
  const found: string[] = [];
  let text: string | null = null;
  const parser = new SaxesParser();
  parser.on("opentag", ({ name }) => {
    if (name === element) text = "";
  });
  parser.on("text", (piece) => {
    if (text !== null) text += piece;
  });
  parser.on("closetag", ({ name }) => {
    if (name !== element || text === null) return;
    found.push(text);
    text = null;
  });
  parser.on("error", (error) => {
    throw error;
  });
  parser.write(xml).close();
  return found;
}
