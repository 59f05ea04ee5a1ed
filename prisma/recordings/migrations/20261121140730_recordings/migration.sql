-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "household" (
    "account_id" TEXT NOT NULL,
    "total_seconds" INTEGER NOT NULL DEFAULT 0,
    "entitlement_tags" TEXT[],
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "when_full" TEXT NOT NULL DEFAULT 'REFUSE',

    CONSTRAINT "household_pkey" PRIMARY KEY ("account_id")
);

-- CreateTable
CREATE TABLE "plan_due" (
    "account_id" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "plan_due_pkey" PRIMARY KEY ("account_id")
);

-- CreateTable
CREATE TABLE "channel" (
    "id" TEXT NOT NULL,
    "timezone" TEXT NOT NULL,
    "entitlement_tags" TEXT[],
    "recordable" BOOLEAN NOT NULL,
    "start_over" BOOLEAN NOT NULL,
    "catch_up_seconds" INTEGER NOT NULL,
    "timeshift_of" TEXT,

    CONSTRAINT "channel_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "airing" (
    "broadcast_id" TEXT NOT NULL,
    "channel_id" TEXT NOT NULL,
    "start" TIMESTAMPTZ(3) NOT NULL,
    "stop" TIMESTAMPTZ(3) NOT NULL,
    "title" TEXT NOT NULL,
    "subtitle" TEXT,
    "season" INTEGER,
    "episode" INTEGER,
    "series_id" TEXT,
    "program_id" TEXT,
    "is_repeat" BOOLEAN NOT NULL,

    CONSTRAINT "airing_pkey" PRIMARY KEY ("broadcast_id")
);

-- CreateTable
CREATE TABLE "guide_news" (
    "channel_id" TEXT NOT NULL,
    "from" TIMESTAMPTZ(3) NOT NULL,
    "to" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "guide_news_pkey" PRIMARY KEY ("channel_id")
);

-- CreateTable
CREATE TABLE "rule" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "series_id" TEXT,
    "title_match" TEXT,
    "channel_ids" TEXT[],
    "weekdays" TEXT[],
    "start_after_minute" INTEGER,
    "start_before_minute" INTEGER,
    "new_only" BOOLEAN NOT NULL,
    "deduplicate" BOOLEAN NOT NULL,
    "keep" INTEGER,
    "priority" INTEGER NOT NULL,
    "before_seconds" INTEGER NOT NULL,
    "after_seconds" INTEGER NOT NULL,
    "enabled" BOOLEAN NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "rule_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "rule_key" (
    "key" TEXT NOT NULL,
    "rule_id" TEXT NOT NULL,

    CONSTRAINT "rule_key_pkey" PRIMARY KEY ("key","rule_id")
);

-- CreateTable
CREATE TABLE "recording" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "broadcast_id" TEXT NOT NULL,
    "channel_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "subtitle" TEXT,
    "season" INTEGER,
    "episode" INTEGER,
    "series_id" TEXT,
    "program_id" TEXT,
    "is_repeat" BOOLEAN NOT NULL,
    "identities" TEXT[],
    "start" TIMESTAMPTZ(3) NOT NULL,
    "stop" TIMESTAMPTZ(3) NOT NULL,
    "before_seconds" INTEGER NOT NULL,
    "after_seconds" INTEGER NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "stops_at" TIMESTAMPTZ(3) NOT NULL,
    "status" TEXT NOT NULL,
    "reason" TEXT,
    "duplicate_of" TEXT,
    "rule_id" TEXT,
    "protected" BOOLEAN NOT NULL DEFAULT false,
    "charged_seconds" INTEGER NOT NULL,
    "actual_start" TIMESTAMPTZ(3),
    "actual_stop" TIMESTAMPTZ(3),
    "vanished_at" TIMESTAMPTZ(3),
    "capture_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "recording_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "capture" (
    "id" TEXT NOT NULL,
    "broadcast_id" TEXT NOT NULL,
    "owner" TEXT NOT NULL,
    "channel_id" TEXT NOT NULL,
    "starts_at" TIMESTAMPTZ(3) NOT NULL,
    "stops_at" TIMESTAMPTZ(3) NOT NULL,
    "status" TEXT NOT NULL,
    "lease_until" TIMESTAMPTZ(3),
    "holder" TEXT,

    CONSTRAINT "capture_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "media_removal" (
    "recording_id" TEXT NOT NULL,
    "capture_id" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "media_removal_pkey" PRIMARY KEY ("recording_id")
);

-- CreateTable
CREATE TABLE "erased_household" (
    "hash" TEXT NOT NULL,
    "erased_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "erased_household_pkey" PRIMARY KEY ("hash")
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
CREATE INDEX "plan_due_due_at_idx" ON "plan_due"("due_at");

-- CreateIndex
CREATE INDEX "airing_channel_id_start_idx" ON "airing"("channel_id", "start");

-- CreateIndex
CREATE INDEX "airing_series_id_idx" ON "airing"("series_id");

-- CreateIndex
CREATE INDEX "guide_news_due_at_idx" ON "guide_news"("due_at");

-- CreateIndex
CREATE INDEX "rule_account_id_idx" ON "rule"("account_id");

-- CreateIndex
CREATE INDEX "rule_key_rule_id_idx" ON "rule_key"("rule_id");

-- CreateIndex
CREATE INDEX "recording_account_id_start_id_idx" ON "recording"("account_id", "start" DESC, "id");

-- CreateIndex
CREATE INDEX "recording_broadcast_id_idx" ON "recording"("broadcast_id");

-- CreateIndex
CREATE INDEX "recording_channel_id_status_idx" ON "recording"("channel_id", "status");

-- CreateIndex
CREATE INDEX "recording_status_starts_at_idx" ON "recording"("status", "starts_at");

-- CreateIndex
CREATE INDEX "recording_rule_id_idx" ON "recording"("rule_id");

-- CreateIndex
CREATE INDEX "recording_capture_id_idx" ON "recording"("capture_id");

-- CreateIndex
CREATE UNIQUE INDEX "recording_account_id_broadcast_id_key" ON "recording"("account_id", "broadcast_id");

-- CreateIndex
CREATE INDEX "capture_status_lease_until_idx" ON "capture"("status", "lease_until");

-- CreateIndex
CREATE UNIQUE INDEX "capture_broadcast_id_owner_key" ON "capture"("broadcast_id", "owner");

-- CreateIndex
CREATE INDEX "media_removal_due_at_idx" ON "media_removal"("due_at");

-- CreateIndex
CREATE INDEX "erased_household_erased_at_idx" ON "erased_household"("erased_at");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_event_id_key" ON "outbox_event"("id");

-- CreateIndex
CREATE INDEX "outbox_event_partition_position_idx" ON "outbox_event"("partition", "position");

-- CreateIndex
CREATE INDEX "dead_event_died_at_idx" ON "dead_event"("died_at");

-- AddForeignKey
ALTER TABLE "rule_key" ADD CONSTRAINT "rule_key_rule_id_fkey" FOREIGN KEY ("rule_id") REFERENCES "rule"("id") ON DELETE CASCADE ON UPDATE CASCADE;
