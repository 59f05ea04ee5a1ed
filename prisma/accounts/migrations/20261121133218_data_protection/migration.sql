-- CreateTable
CREATE TABLE "data_export" (
    "id" TEXT NOT NULL,
    "account_id" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "data_export_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "export_piece" (
    "export_id" TEXT NOT NULL,
    "service" TEXT NOT NULL,
    "index" INTEGER NOT NULL,
    "is_last" BOOLEAN NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "export_piece_pkey" PRIMARY KEY ("export_id","service","index")
);

-- CreateTable
CREATE TABLE "erasure" (
    "account_id" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "erasure_pkey" PRIMARY KEY ("account_id")
);

-- CreateIndex
CREATE INDEX "data_export_account_id_idx" ON "data_export"("account_id");

-- CreateIndex
CREATE INDEX "data_export_expires_at_idx" ON "data_export"("expires_at");

-- AddForeignKey
ALTER TABLE "data_export" ADD CONSTRAINT "data_export_account_id_fkey" FOREIGN KEY ("account_id") REFERENCES "account"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "export_piece" ADD CONSTRAINT "export_piece_export_id_fkey" FOREIGN KEY ("export_id") REFERENCES "data_export"("id") ON DELETE CASCADE ON UPDATE CASCADE;
