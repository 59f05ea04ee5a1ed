import { expect, it } from "vitest";
import { isEmail, mayBeKnown } from "./sign-up-input.js";

it.each([
  "you-have-won.example<victim@corp.example>",
  "x1,victim@corp.example",
  "friends:victim@corp.example;",
  '"a name"victim@corp.example',
  "victim(a comment)@corp.example",
  "victim@[127.0.0.1]",
  "victim@corp.example>",
  "two@at@corp.example",
  "no-domain@corp",
])("an address that a mail's head would read as more than a mailbox is none: %s", (address) => {
  expect(isEmail(address)).toBe(false);
});

it.each([
  "name@example.com",
  "first.last+tv@sub.example.co.nz",
  "grüße@bücher.example",
  "o'neil@example.org",
])("%s is an address", (address) => {
  expect(isEmail(address)).toBe(true);
});

it.each(['"o.neil"@example.org', "name@example.com"])(
  "whoever signed up as %s before it was a mailbox signs in still",
  (address) => {
    expect(mayBeKnown(address)).toBe(true);
  },
);

it.each(["", "name", "a@b@c", `${"x".repeat(255)}@example.com`, "two names@example.com"])(
  "nobody is looked for by %j",
  (address) => {
    expect(mayBeKnown(address)).toBe(false);
  },
);
