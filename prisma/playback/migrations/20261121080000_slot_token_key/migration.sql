-- CreateTable
CREATE TABLE "slot_token_key" (
    "id" TEXT NOT NULL,
    "secret" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "slot_token_key_pkey" PRIMARY KEY ("id")
);
