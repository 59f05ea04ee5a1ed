-- AlterTable
ALTER TABLE "rule" ADD COLUMN     "look_again_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "rule_look_again_at_idx" ON "rule"("look_again_at");
