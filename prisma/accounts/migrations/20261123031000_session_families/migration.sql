-- AlterTable
ALTER TABLE "session" ADD COLUMN     "replaces" TEXT;
