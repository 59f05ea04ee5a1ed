-- AlterTable
ALTER TABLE "session" ADD COLUMN     "refreshes" INTEGER NOT NULL DEFAULT 0;
