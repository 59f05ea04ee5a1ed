-- AlterTable
ALTER TABLE "channel" ADD COLUMN     "countries" TEXT[];

-- AlterTable
ALTER TABLE "airing" ADD COLUMN     "minimum_age" INTEGER;

-- AlterTable
ALTER TABLE "recording" ADD COLUMN     "minimum_age" INTEGER;
