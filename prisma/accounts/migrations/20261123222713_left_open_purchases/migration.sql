-- AlterTable
ALTER TABLE "entitlement_request" ADD COLUMN     "tried_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- Purchases that are done are never looked at again, and most are: by hand, for Prisma knows no index with a condition, and
-- leaves those that there are alone.
CREATE INDEX "entitlement_request_left_open_idx" ON "entitlement_request"("tried_at")
  WHERE "state" = 'OPEN' AND "amount_minor" IS NOT NULL;
