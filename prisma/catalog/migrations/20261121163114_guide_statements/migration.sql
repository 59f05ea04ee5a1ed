-- AlterTable
ALTER TABLE "channel" ADD COLUMN     "late_of" TEXT;

-- CreateTable
CREATE TABLE "guide_statement" (
    "channel_id" TEXT NOT NULL,
    "statement" TEXT NOT NULL,

    CONSTRAINT "guide_statement_pkey" PRIMARY KEY ("channel_id")
);

-- AddForeignKey
ALTER TABLE "guide_statement" ADD CONSTRAINT "guide_statement_channel_id_fkey" FOREIGN KEY ("channel_id") REFERENCES "channel"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Whoever changes a channel's broadcasts: the guide has to be compared with them again.
CREATE FUNCTION guide_forgets() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'TRUNCATE' THEN
    DELETE FROM guide_statement;
  ELSE
    DELETE FROM guide_statement WHERE channel_id IN (SELECT channel_id FROM touched);
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER guide_forgets_inserted AFTER INSERT ON broadcast REFERENCING NEW TABLE AS touched
FOR EACH STATEMENT EXECUTE FUNCTION guide_forgets();
CREATE TRIGGER guide_forgets_updated AFTER UPDATE ON broadcast REFERENCING NEW TABLE AS touched
FOR EACH STATEMENT EXECUTE FUNCTION guide_forgets();
CREATE TRIGGER guide_forgets_deleted AFTER DELETE ON broadcast REFERENCING OLD TABLE AS touched
FOR EACH STATEMENT EXECUTE FUNCTION guide_forgets();
CREATE TRIGGER guide_forgets_truncated AFTER TRUNCATE ON broadcast
FOR EACH STATEMENT EXECUTE FUNCTION guide_forgets();
