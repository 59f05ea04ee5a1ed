-- AlterTable
ALTER TABLE "airing" ADD COLUMN     "name" TEXT;

-- CreateIndex
CREATE INDEX "airing_start_broadcast_id_idx" ON "airing"("start", "broadcast_id");
