import type { DevicePresented } from "./device.js";

/** A rule that some input breaks: which field, and one sentence. What was given is told only where it is no secret. */
export interface BrokenRule {
  readonly field: string;
  readonly message: string;
}

/** RFC 5321's limit of an address. */
const LONGEST_EMAIL = 254;
const SHORTEST_PASSWORD = 8;
/** Longer passwords only cost hashing time. */
export const LONGEST_PASSWORD = 200;
const LONGEST_DEVICE_NAME = 100;

/** The form in which an address is stored and looked up. */
export function normaliseEmail(email: string): string {
  return email.trim().toLowerCase();
}

/** The first rule that a sign-up breaks, or null. */
export function checkSignUp(input: {
  readonly email: string;
  readonly password: string;
  readonly country: string;
  readonly device: DevicePresented | null;
}): BrokenRule | null {
  const email = normaliseEmail(input.email);
  if (email.length > LONGEST_EMAIL || !/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(email)) {
    return { field: "email", message: "email must be an address such as name@example.com" };
  }
  const { length } = input.password;
  if (length < SHORTEST_PASSWORD || length > LONGEST_PASSWORD) {
    const rule = `password must be ${SHORTEST_PASSWORD}..${LONGEST_PASSWORD} characters`;
    return { field: "password", message: `${rule}, got ${length}` };
  }
  if (!/^[A-Z]{2}$/.test(input.country)) {
    return {
      field: "country",
      message: `country must be an ISO 3166-1 alpha-2 code such as NZ, got "${input.country}"`,
    };
  }
  return input.device && checkDevice(input.device);
}

/** The first rule that a device breaks, or null. */
export function checkDevice({ name }: DevicePresented): BrokenRule | null {
  if (name.trim().length > 0 && name.length <= LONGEST_DEVICE_NAME) return null;
  return {
    field: "device.name",
    message: `device.name must be 1..${LONGEST_DEVICE_NAME} characters, got ${name.length}`,
  };
}
