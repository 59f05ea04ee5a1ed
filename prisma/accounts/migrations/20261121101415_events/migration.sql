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
