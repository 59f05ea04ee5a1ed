-- AlterTable
ALTER TABLE "airing" ADD COLUMN     "name" TEXT;
