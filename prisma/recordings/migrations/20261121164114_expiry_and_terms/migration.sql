-- AlterTable
ALTER TABLE "recording" ADD COLUMN     "expires_at" TIMESTAMPTZ(3),
ADD COLUMN     "terms" JSONB;

-- CreateIndex
CREATE INDEX "recording_expires_at_idx" ON "recording"("expires_at");
