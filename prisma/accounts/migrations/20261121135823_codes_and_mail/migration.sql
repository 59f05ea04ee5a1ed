-- AlterTable
ALTER TABLE "account" ADD COLUMN     "email_verified_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "entitlement_request" ADD COLUMN     "amount_minor" INTEGER,
ADD COLUMN     "currency" TEXT;

-- CreateTable
CREATE TABLE "account_code" (
    "account_id" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "account_code_pkey" PRIMARY KEY ("account_id","purpose")
);

-- CreateTable
CREATE TABLE "mail_request" (
    "email" TEXT NOT NULL,
    "purpose" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "mail_request_pkey" PRIMARY KEY ("email","purpose")
);

-- CreateIndex
CREATE UNIQUE INDEX "account_code_hash_key" ON "account_code"("hash");

-- CreateIndex
CREATE INDEX "account_code_expires_at_idx" ON "account_code"("expires_at");

-- CreateIndex
CREATE INDEX "mail_request_due_at_idx" ON "mail_request"("due_at");

-- AddForeignKey
ALTER TABLE "account_code" ADD CONSTRAINT "account_code_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;
