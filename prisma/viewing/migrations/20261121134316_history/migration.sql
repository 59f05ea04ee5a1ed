-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "viewing" (
    "account_id" TEXT NOT NULL,
    "profile_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "item_id" TEXT NOT NULL,
    "position_seconds" INTEGER NOT NULL,
    "duration_seconds" INTEGER,
    "finished_from_seconds" INTEGER,
    "play_count" INTEGER NOT NULL,
    "watched_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "viewing_pkey" PRIMARY KEY ("account_id","profile_id","kind","item_id")
)
-- Room on each page for the next version of its rows: an update that stays on its page touches no index.
WITH (fillfactor = 80);

-- CreateTable
CREATE TABLE "archived_viewing" (
    "account_id" TEXT NOT NULL,
    "profile_id" TEXT NOT NULL,
    "watched_at" TIMESTAMPTZ(3) NOT NULL,
    "kind" TEXT NOT NULL,
    "item_id" TEXT NOT NULL,
    "position_seconds" INTEGER NOT NULL,
    "duration_seconds" INTEGER,
    "finished_from_seconds" INTEGER,
    "play_count" INTEGER NOT NULL,

    CONSTRAINT "archived_viewing_pkey" PRIMARY KEY ("account_id","profile_id","watched_at","kind","item_id")
) PARTITION BY RANGE ("watched_at");

-- CreateTable
CREATE TABLE "watchlist_item" (
    "account_id" TEXT NOT NULL,
    "profile_id" TEXT NOT NULL,
    "content_id" TEXT NOT NULL,
    "added_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "watchlist_item_pkey" PRIMARY KEY ("account_id","profile_id","content_id")
);

-- CreateTable
CREATE TABLE "removal" (
    "account_id" TEXT NOT NULL,
    "profile_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "item_id" TEXT NOT NULL,
    "blocks_until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "removal_pkey" PRIMARY KEY ("account_id","profile_id","kind","item_id")
);

-- CreateTable
CREATE TABLE "outbox_event" (
    "position" BIGSERIAL NOT NULL,
    "id" TEXT NOT NULL,
    "partition" SMALLINT NOT NULL,
    "type" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "payload" JSONB NOT NULL,

    CONSTRAINT "outbox_event_pkey" PRIMARY KEY ("position")
);

-- CreateTable
CREATE TABLE "event_group" (
    "name" TEXT NOT NULL,
    "partition" SMALLINT NOT NULL,
    "position" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "event_group_pkey" PRIMARY KEY ("name","partition")
);

-- CreateTable
CREATE TABLE "consumed_event" (
    "group" TEXT NOT NULL,
    "publisher" TEXT NOT NULL,
    "partition" SMALLINT NOT NULL,
    "position" BIGINT NOT NULL DEFAULT 0,
    "event_id" TEXT,
    "failed_id" TEXT,
    "tries" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "consumed_event_pkey" PRIMARY KEY ("group","publisher","partition")
);

-- CreateTable
CREATE TABLE "dead_event" (
    "group" TEXT NOT NULL,
    "id" TEXT NOT NULL,
    "publisher" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "payload" JSONB NOT NULL,
    "error" TEXT NOT NULL,
    "tries" INTEGER NOT NULL,
    "died_at" TIMESTAMPTZ(3) NOT NULL,
    "replay" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "dead_event_pkey" PRIMARY KEY ("group","id")
);

-- CreateIndex
CREATE UNIQUE INDEX "outbox_event_id_key" ON "outbox_event"("id");

-- CreateIndex
CREATE INDEX "outbox_event_partition_position_idx" ON "outbox_event"("partition", "position");

-- CreateIndex
CREATE INDEX "dead_event_died_at_idx" ON "dead_event"("died_at");
