-- AlterTable
ALTER TABLE "product" ADD COLUMN     "recording_seconds" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "entitlement_request" (
    "account_id" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "entitlement_request_pkey" PRIMARY KEY ("account_id","key")
);

-- AddForeignKey
ALTER TABLE "entitlement_request" ADD CONSTRAINT "entitlement_request_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;
