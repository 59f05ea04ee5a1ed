-- AlterTable
ALTER TABLE "channel" ADD COLUMN     "title_by_operator" BOOLEAN NOT NULL DEFAULT false;
