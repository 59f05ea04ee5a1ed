-- AlterTable
ALTER TABLE "guide_source" ADD COLUMN     "digest" TEXT,
ADD COLUMN     "result" JSONB;
