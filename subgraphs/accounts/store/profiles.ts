import type { Outbox } from "../../../lib/events/outbox.js";
import type { Prisma, PrismaClient } from "../../../prisma/accounts/client/client.js";
import { type Consent, MOST_PROFILES, type Profile } from "../domain/profile.js";
import { profileRemoved, sessionsEnded } from "../events.js";
import { lockAccount } from "./households.js";
import { revoke } from "./revocations.js";
import { haveLiveTokens } from "./sessions.js";

/** A profile as it is kept: with its PIN's hash in the place of whether it has one. */
export interface ProfileRow extends Omit<Profile, "hasPin"> {
  readonly pinHash: string | null;
}

/** What is written of a profile; what is absent stays as it is. */
export interface ProfileUpdate extends Partial<Omit<ProfileRow, "id" | "accountId" | "consent">> {
  readonly consent: Partial<Consent>;
}

/** The people of households. */
export function createProfileStore(client: PrismaClient, outbox: Outbox) {
  return {
    async profilesOf(accountId: string): Promise<Profile[]> {
      const rows = await client.profile.findMany({ where: { accountId }, orderBy: ORDER });
      return rows.map((row) => toProfile(toRow(row)));
    },

    async profileRow(accountId: string, id: string): Promise<ProfileRow | null> {
      const row = await client.profile.findFirst({ where: { id, accountId } });
      return row && toRow(row);
    },

    /** Hashes of the PINs that let somebody see what is above this profile's limit. */
    async pinHashesAbove(accountId: string, profileId: string): Promise<string[]> {
      const rows = await client.profile.findMany({
        where: { accountId, pinHash: { not: null }, OR: [{ maximumAge: null }, { id: profileId }] },
        orderBy: ORDER,
        select: { pinHash: true },
      });
      return rows.flatMap(({ pinHash }) => (pinHash === null ? [] : [pinHash]));
    },

    /** False, and nothing stored, where the household has as many as it may. */
    async createProfile(profile: ProfileRow, now: number): Promise<boolean> {
      return client.$transaction(async (tx) => {
        await lockAccount(tx, profile.accountId);
        const count = await tx.profile.count({ where: { accountId: profile.accountId } });
        if (count >= MOST_PROFILES) return false;
        await tx.profile.create({ data: { ...toData(profile), createdAt: new Date(now) } });
        return true;
      });
    },

    /** The profile as it then is; null where the household has no such profile (any more). */
    async updateProfile(accountId: string, id: string, update: ProfileUpdate): Promise<ProfileRow | null> {
      const { consent, ...own } = update;
      const data = { ...own, ...consent };
      const [row] = await client.profile.updateManyAndReturn({ where: { id, accountId }, data });
      return row ? toRow(row) : null;
    },

    /** With the sessions that are bound to it. False where there is no such profile, or it is the household's last. */
    async deleteProfile(accountId: string, id: string, now: number): Promise<boolean> {
      return outbox.transaction(client, async (tx: Prisma.TransactionClient, announce) => {
        await lockAccount(tx, accountId);
        if ((await tx.profile.count({ where: { accountId } })) <= 1) return false;
        const where = { accountId, profileId: id, ...haveLiveTokens(now) };
        const sessions = await tx.session.findMany({ where, select: { id: true } });
        if ((await tx.profile.deleteMany({ where: { id, accountId } })).count === 0) return false;
        announce(profileRemoved(accountId, id));
        const sessionIds = sessions.map((session) => session.id);
        await revoke(tx, announce, sessionsEnded(accountId, sessionIds), now);
        return true;
      });
    },
  };
}

const ORDER = [{ createdAt: "asc" as const }, { id: "asc" as const }];

/** A profile as columns. */
function toData({ consent, ...profile }: ProfileRow) {
  return { ...profile, ...consent };
}

function toRow({ createdAt: _created, ...row }: Prisma.ProfileModel): ProfileRow {
  const { personalisation, advertising, insights, ...profile } = row;
  return { ...profile, consent: { personalisation, advertising, insights } };
}

/** What may be known of a profile. */
export function toProfile({ pinHash, ...profile }: ProfileRow): Profile {
  return { ...profile, hasPin: pinHash !== null };
}
