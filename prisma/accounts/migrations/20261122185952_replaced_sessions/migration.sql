-- AlterTable
ALTER TABLE "session" ADD COLUMN     "replaced_at" TIMESTAMPTZ(3);
