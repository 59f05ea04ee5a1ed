-- AlterTable
ALTER TABLE "profile" ADD COLUMN     "advertising" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "insights" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "maximum_age" INTEGER,
ADD COLUMN     "personalisation" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "pin_hash" TEXT;

-- AlterTable
ALTER TABLE "session" ADD COLUMN     "profile_id" TEXT;

-- AddForeignKey
ALTER TABLE "session" ADD CONSTRAINT "session_profile_id_fkey" FOREIGN KEY ("profile_id") REFERENCES "profile"("id") ON DELETE CASCADE ON UPDATE CASCADE;
