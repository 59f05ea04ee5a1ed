-- AlterTable
ALTER TABLE "movie" ADD COLUMN     "credits_from_seconds" INTEGER;

-- AlterTable
ALTER TABLE "episode" ADD COLUMN     "credits_from_seconds" INTEGER;
