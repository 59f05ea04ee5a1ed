-- CreateTable
CREATE TABLE "erased_household" (
    "hash" TEXT NOT NULL,
    "erased_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "erased_household_pkey" PRIMARY KEY ("hash")
);

-- CreateIndex
CREATE INDEX "erased_household_erased_at_idx" ON "erased_household"("erased_at");

