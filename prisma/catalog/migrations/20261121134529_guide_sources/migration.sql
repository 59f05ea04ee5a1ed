-- AlterTable
ALTER TABLE "broadcast" ADD COLUMN     "digest" TEXT;

-- CreateTable
CREATE TABLE "removed_broadcast" (
    "id" TEXT NOT NULL,
    "channel_id" TEXT NOT NULL,
    "start" TIMESTAMPTZ(3) NOT NULL,
    "title" TEXT NOT NULL,
    "subtitle" TEXT,
    "season" INTEGER,
    "episode" INTEGER,
    "program_id" TEXT,
    "revision" INTEGER NOT NULL,
    "removed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "removed_broadcast_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "guide_source" (
    "name" TEXT NOT NULL,
    "days" JSONB NOT NULL DEFAULT '{}',
    "url" TEXT,
    "etag" TEXT,
    "last_modified" TEXT,
    "checked_at" TIMESTAMPTZ(3),

    CONSTRAINT "guide_source_pkey" PRIMARY KEY ("name")
);

-- CreateIndex
CREATE INDEX "removed_broadcast_channel_id_idx" ON "removed_broadcast"("channel_id");

-- CreateIndex
CREATE INDEX "removed_broadcast_removed_at_idx" ON "removed_broadcast"("removed_at");
