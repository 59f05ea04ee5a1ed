-- CreateTable
CREATE TABLE "search_entry" (
    "content_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "document" tsvector NOT NULL,
    "start" TIMESTAMPTZ(3),
    "stop" TIMESTAMPTZ(3),
    "channel_id" TEXT,
    "series_id" TEXT,
    "series_key" TEXT,
    "categories" TEXT[],
    "tags" TEXT[],
    "minimum_age" INTEGER,

    CONSTRAINT "search_entry_pkey" PRIMARY KEY ("content_id")
);

-- CreateTable
CREATE TABLE "search_word" (
    "id" BIGSERIAL NOT NULL,
    "word" TEXT NOT NULL,

    CONSTRAINT "search_word_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "search_entry_document_idx" ON "search_entry" USING GIN ("document");

-- CreateIndex
CREATE INDEX "search_word_word_idx" ON "search_word"("word");

-- CreateIndex
CREATE INDEX "search_word_trigrams" ON "search_word" USING GIN ("word" gin_trgm_ops);

-- Words are compared byte by byte, so that the index finds those that begin with something in any locale.
ALTER TABLE search_word ALTER COLUMN word TYPE TEXT COLLATE "C";

-- Folded text as German is also written: Bäcker, Baecker and Backer are one.
CREATE FUNCTION fold_german(folded TEXT) RETURNS TEXT LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT replace(replace(replace(folded, 'ae', 'a'), 'oe', 'o'), 'ue', 'u')
$$;

-- The language that a channel speaks: that of its zone, German or English.
CREATE FUNCTION search_language(timezone TEXT) RETURNS REGCONFIG LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT CASE WHEN timezone IN ('Europe/Berlin', 'Europe/Busingen', 'Europe/Vaduz', 'Europe/Vienna', 'Europe/Zurich')
    THEN 'pg_catalog.german'::regconfig ELSE 'pg_catalog.english'::regconfig END
$$;

-- Names as words, which can be completed, and as stems; a description as stems.
CREATE FUNCTION search_document(language REGCONFIG, title TEXT, subtitle TEXT, credits TEXT, description TEXT)
RETURNS TSVECTOR LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT setweight(to_tsvector('pg_catalog.simple', title) || to_tsvector(language, title), 'A')
    || setweight(to_tsvector('pg_catalog.simple', subtitle) || to_tsvector(language, subtitle), 'B')
    || setweight(to_tsvector('pg_catalog.simple', credits) || to_tsvector(language, credits), 'C')
    || setweight(to_tsvector(language, description), 'D')
$$;

-- The names in a list of credits.
CREATE FUNCTION credit_names(credits JSONB) RETURNS TEXT LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(string_agg(concat_ws(' ', credit->>'name', credit->>'character'), ' '), '')
  FROM jsonb_array_elements(coalesce(credits, '[]')) AS credit
$$;

CREATE FUNCTION fold_all(names TEXT[]) RETURNS TEXT[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT coalesce(array_agg(DISTINCT fold(name)), '{}') FROM unnest(names) AS name
$$;

-- Words of one or two letters are not misspelled, and nobody types longer ones.
CREATE FUNCTION search_words(folded TEXT) RETURNS SETOF TEXT LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT word FROM unnest(string_to_array(folded, ' ')) AS word WHERE length(word) BETWEEN 3 AND 30
$$;

-- A guide says the same of many airings: each work is folded and stemmed once.
CREATE FUNCTION search_broadcasts() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  WITH airing AS MATERIALIZED (
    SELECT written.id, start, stop, channel_id, series_key, language, written.title, details,
      md5(concat_ws(chr(1), language, written.title, details->'subtitle', details->'credits', details->'description',
        details->'categories', details->'ratings')) AS work
    FROM written JOIN channel ON channel.id = channel_id, search_language(timezone) AS language
  ), work AS MATERIALIZED (
    SELECT DISTINCT ON (work) work, language, title, details FROM airing
  ), said AS MATERIALIZED (
    SELECT work, language, language = 'pg_catalog.german'::regconfig AS is_german,
      fold(title) AS title, coalesce(fold(details->>'subtitle'), '') AS subtitle,
      fold(credit_names(details->'credits')) AS credits,
      coalesce(lower(unaccent(details->>'description') COLLATE "und-x-icu"), '') AS description,
      fold_all(ARRAY(SELECT jsonb_array_elements_text(coalesce(details->'categories', '[]')))) AS categories,
      (SELECT max((rating->>'minimumAge')::int)
        FROM jsonb_array_elements(coalesce(details->'ratings', '[]')) AS rating) AS minimum_age
    FROM work
  ), folded AS MATERIALIZED (
    SELECT work, language, categories, minimum_age,
      CASE WHEN is_german THEN fold_german(title) ELSE title END AS title,
      CASE WHEN is_german THEN fold_german(subtitle) ELSE subtitle END AS subtitle,
      CASE WHEN is_german THEN fold_german(credits) ELSE credits END AS credits,
      CASE WHEN is_german THEN fold_german(description) ELSE description END AS description
    FROM said
  ), known AS MATERIALIZED (
    SELECT *, search_document(language, title, subtitle, credits, description) AS document FROM folded
  ), entry AS (
    INSERT INTO search_entry (content_id, kind, title, document, start, stop, channel_id, series_key, categories, tags,
      minimum_age)
    SELECT id, 'BROADCAST', known.title, document, start, stop, channel_id, series_key, categories, '{}', minimum_age
    FROM airing JOIN known USING (work)
    ON CONFLICT (content_id) DO UPDATE SET
      title = excluded.title, document = excluded.document, start = excluded.start, stop = excluded.stop,
      channel_id = excluded.channel_id, series_key = excluded.series_key, categories = excluded.categories,
      minimum_age = excluded.minimum_age
  )
  INSERT INTO search_word (word)
  SELECT DISTINCT name FROM known, search_words(concat_ws(' ', title, subtitle, credits)) AS name
  WHERE NOT EXISTS (SELECT FROM search_word WHERE word = name);
  RETURN NULL;
END
$$;

CREATE TRIGGER search_broadcasts_inserted AFTER INSERT ON broadcast REFERENCING NEW TABLE AS written
FOR EACH STATEMENT EXECUTE FUNCTION search_broadcasts();
CREATE TRIGGER search_broadcasts_updated AFTER UPDATE ON broadcast REFERENCING NEW TABLE AS written
FOR EACH STATEMENT EXECUTE FUNCTION search_broadcasts();

CREATE FUNCTION search_forgets() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM search_entry USING gone WHERE content_id = gone.id;
  RETURN NULL;
END
$$;

CREATE TRIGGER search_forgets AFTER DELETE ON broadcast REFERENCING OLD TABLE AS gone
FOR EACH STATEMENT EXECUTE FUNCTION search_forgets();
CREATE TRIGGER search_forgets AFTER DELETE ON channel REFERENCING OLD TABLE AS gone
FOR EACH STATEMENT EXECUTE FUNCTION search_forgets();

-- Channels and what is on demand: in no one language, so the names are there as English and as German.
CREATE FUNCTION search_content(content_id TEXT, kind TEXT, title TEXT, credits TEXT, description TEXT,
  channel_id TEXT, series_id TEXT, categories TEXT[], tags TEXT[], minimum_age INT)
RETURNS VOID LANGUAGE sql AS $$
  WITH folded AS (
    SELECT fold(title) AS title, fold(credits) AS credits, lower(unaccent(description) COLLATE "und-x-icu") AS description
  ), entry AS (
    INSERT INTO search_entry (content_id, kind, title, document, channel_id, series_id, categories, tags, minimum_age)
    SELECT content_id, kind, folded.title,
      search_document('pg_catalog.english', folded.title, '', folded.credits, folded.description)
      || search_document('pg_catalog.german', fold_german(folded.title), '', fold_german(folded.credits),
        fold_german(folded.description)),
      channel_id, series_id, fold_all(categories), tags, minimum_age
    FROM folded
    ON CONFLICT (content_id) DO UPDATE SET
      title = excluded.title, document = excluded.document, channel_id = excluded.channel_id,
      series_id = excluded.series_id, categories = excluded.categories, tags = excluded.tags,
      minimum_age = excluded.minimum_age
  )
  INSERT INTO search_word (word)
  SELECT DISTINCT name FROM folded, search_words(concat_ws(' ', folded.title, folded.credits)) AS name
  WHERE NOT EXISTS (SELECT FROM search_word WHERE word = name)
$$;

CREATE FUNCTION search_channel() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  PERFORM search_content(NEW.id, 'CHANNEL', NEW.title, '', '', NEW.id, NULL, '{}', NEW.entitlement_tags, NULL);
  -- What it broadcasts is written anew where it speaks another language now.
  IF TG_OP = 'UPDATE' AND search_language(NEW.timezone) <> search_language(OLD.timezone) THEN
    UPDATE broadcast SET title = title WHERE channel_id = NEW.id;
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER search_channel AFTER INSERT OR UPDATE OF title, timezone, entitlement_tags ON channel
FOR EACH ROW EXECUTE FUNCTION search_channel();

-- What is withdrawn is not found.
CREATE FUNCTION search_vod() RETURNS TRIGGER LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.withdrawn THEN
    DELETE FROM search_entry WHERE content_id = NEW.id;
  ELSIF TG_TABLE_NAME = 'series' THEN
    PERFORM search_content(NEW.id, 'SERIES', NEW.title, '', coalesce(NEW.description, ''), NULL, NEW.id,
      NEW.categories, NEW.entitlement_tags, NULL);
  ELSIF TG_TABLE_NAME = 'movie' THEN
    PERFORM search_content(NEW.id, 'MOVIE', NEW.title, credit_names(NEW.credits), coalesce(NEW.description, ''), NULL,
      NULL, NEW.categories, NEW.entitlement_tags, NEW.minimum_age);
  ELSE
    PERFORM search_content(NEW.id, 'EPISODE', NEW.title, credit_names(NEW.credits), coalesce(NEW.description, ''),
      NULL, NEW.series_id, NEW.categories, NEW.entitlement_tags, NEW.minimum_age);
  END IF;
  RETURN NULL;
END
$$;

CREATE TRIGGER search_vod AFTER INSERT OR UPDATE ON series FOR EACH ROW EXECUTE FUNCTION search_vod();
CREATE TRIGGER search_vod AFTER INSERT OR UPDATE ON movie FOR EACH ROW EXECUTE FUNCTION search_vod();
CREATE TRIGGER search_vod AFTER INSERT OR UPDATE ON episode FOR EACH ROW EXECUTE FUNCTION search_vod();

-- What is there already.
UPDATE channel SET title = title;
UPDATE broadcast SET title = title;
UPDATE series SET title = title;
UPDATE movie SET title = title;
UPDATE episode SET title = title;
