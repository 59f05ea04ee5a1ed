-- CreateTable
CREATE TABLE "stream_key" (
    "kid" TEXT NOT NULL,
    "private_jwk" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "stream_key_pkey" PRIMARY KEY ("kid")
);
