-- Ends that others were told of are never looked at again, and most are: by hand, for Prisma knows no index with a
-- condition, and leaves those that there are alone.
CREATE INDEX "entitlement_untold_until_idx" ON "entitlement"("valid_until")
  WHERE "told_until" IS DISTINCT FROM "valid_until";

-- DropIndex
DROP INDEX "entitlement_valid_until_idx";

-- CreateIndex
CREATE INDEX "device_pairing_account_id_idx" ON "device_pairing"("account_id");

-- CreateIndex
CREATE INDEX "session_profile_id_idx" ON "session"("profile_id");
