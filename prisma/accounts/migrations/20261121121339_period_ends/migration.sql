-- AlterTable
ALTER TABLE "entitlement" ADD COLUMN     "told_until" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "entitlement_valid_until_idx" ON "entitlement"("valid_until");
