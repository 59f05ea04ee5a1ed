-- CreateTable
CREATE TABLE "device_pairing" (
    "hash" TEXT NOT NULL,
    "user_code" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "family" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "polled_at" TIMESTAMPTZ(3),
    "account_id" TEXT,
    "device_id" TEXT,
    "is_claimed" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "device_pairing_pkey" PRIMARY KEY ("hash")
);

-- CreateIndex
CREATE UNIQUE INDEX "device_pairing_user_code_key" ON "device_pairing"("user_code");

-- CreateIndex
CREATE INDEX "device_pairing_expires_at_idx" ON "device_pairing"("expires_at");

-- AddForeignKey
ALTER TABLE "device_pairing" ADD CONSTRAINT "device_pairing_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;
