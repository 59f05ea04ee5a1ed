-- CreateTable
CREATE TABLE "channel" (
    "id" TEXT NOT NULL,
    "xmltv_id" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "number" INTEGER,
    "group" TEXT,
    "timezone" TEXT NOT NULL DEFAULT 'UTC',
    "logo_url" TEXT,
    "entitlement_tags" TEXT[],
    "start_over" BOOLEAN NOT NULL DEFAULT false,
    "catch_up_seconds" INTEGER NOT NULL DEFAULT 0,
    "recordable" BOOLEAN NOT NULL DEFAULT true,
    "pause_live" BOOLEAN NOT NULL DEFAULT true,
    "countries" TEXT[],

    CONSTRAINT "channel_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "broadcast" (
    "id" TEXT NOT NULL,
    "channel_id" TEXT NOT NULL,
    "start" TIMESTAMPTZ(3) NOT NULL,
    "stop" TIMESTAMPTZ(3) NOT NULL,
    "stop_inferred" BOOLEAN NOT NULL,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "title" TEXT NOT NULL,
    "details" JSONB NOT NULL,

    CONSTRAINT "broadcast_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "guide_import" (
    "id" TEXT NOT NULL,
    "source" TEXT NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "status" TEXT NOT NULL,
    "channels" INTEGER NOT NULL DEFAULT 0,
    "programmes" INTEGER NOT NULL DEFAULT 0,
    "created" INTEGER NOT NULL DEFAULT 0,
    "updated" INTEGER NOT NULL DEFAULT 0,
    "moved" INTEGER NOT NULL DEFAULT 0,
    "unchanged" INTEGER NOT NULL DEFAULT 0,
    "removed" INTEGER NOT NULL DEFAULT 0,
    "rejected" INTEGER NOT NULL DEFAULT 0,
    "problems" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "guide_import_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "channel_xmltv_id_key" ON "channel"("xmltv_id");

-- CreateIndex
CREATE UNIQUE INDEX "channel_number_key" ON "channel"("number");

-- CreateIndex
CREATE INDEX "broadcast_channel_id_start_idx" ON "broadcast"("channel_id", "start");

-- CreateIndex
CREATE INDEX "guide_import_started_at_idx" ON "guide_import"("started_at");

-- AddForeignKey
ALTER TABLE "broadcast" ADD CONSTRAINT "broadcast_channel_id_fkey" FOREIGN KEY ("channel_id") REFERENCES "channel"("id") ON DELETE CASCADE ON UPDATE CASCADE;
