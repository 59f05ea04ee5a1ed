import type { RunningService } from "../../lib/service.js";
import type { TestService } from "./test-service.js";

/** What a service wrote to its outbox from now on, in order: the outbox itself forgets what everybody has heard. */
export async function rememberEvents({ sql }: TestService<RunningService>) {
  await sql("CREATE TABLE told (position SERIAL, type TEXT, payload JSONB)");
  await sql(`CREATE FUNCTION tell() RETURNS TRIGGER LANGUAGE plpgsql AS $$
    BEGIN INSERT INTO told (type, payload) VALUES (NEW.type, NEW.payload); RETURN NULL; END $$`);
  await sql("CREATE TRIGGER tell AFTER INSERT ON outbox_event FOR EACH ROW EXECUTE FUNCTION tell()");
  return (type: string) => sql("SELECT payload FROM told WHERE type = $1 ORDER BY position", type);
}
