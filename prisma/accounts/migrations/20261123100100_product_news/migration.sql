-- CreateTable
CREATE TABLE "product_news" (
    "product_id" TEXT NOT NULL,
    "told_up_to" TEXT NOT NULL,

    CONSTRAINT "product_news_pkey" PRIMARY KEY ("product_id")
);

-- CreateIndex
CREATE INDEX "entitlement_product_id_account_id_idx" ON "entitlement"("product_id", "account_id");
