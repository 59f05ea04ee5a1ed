-- AlterTable
ALTER TABLE "session" ADD COLUMN     "family" TEXT;
